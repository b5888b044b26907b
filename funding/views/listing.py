"""All applications of one's institutions: what waits for somebody first, by school year where there are many."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import ListView

from bildungsregion.base.forms import FilterForm
from funding import own_cases
from funding.models.applications import new_token

from .doors import SignedIn


MANY = 12


class YearForm(FilterForm):
    jahr = forms.TypedChoiceField(
        label=_("Schuljahr"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, *args, years: list[int], **kwargs):
        super().__init__(*args, **kwargs)
        labelled = [(year, own_cases.school_year_label(year)) for year in years]
        self.fields["jahr"].choices = [("", _("alle")), *labelled]


class ApplicationList(SignedIn, ListView):
    template_name = "funding/application_list.html"
    context_object_name = "cases"
    paginate_by = 30
    page_kwarg = "seite"

    def get_queryset(self):
        self.today = timezone.localdate()
        found = own_cases.cases_of(self.request.user, self.today)
        self.years = own_cases.school_years(found)
        self.form = YearForm(self.request.GET or None, years=self.years)
        self.year = self.form.cleaned_data["jahr"] if self.form.is_valid() else None
        return own_cases.of_school_year(found, self.year) if self.year else found

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        needs = dict(own_cases.Need.choices)
        cases = own_cases.tell(context["cases"], self.today)
        for case in cases:
            case.heading = needs[case.need]
            may_copy = case.programme.is_open and case.anonymised_on is None
            # What waits for somebody has one thing to do; its page repeats it as well.
            is_free = case.need != own_cases.Need.YOURS
            case.copy_token = new_token() if may_copy and is_free else ""
        many = self.year is not None or context["paginator"].count > MANY
        return context | {
            "cases": cases,
            "form": self.form if many and len(self.years) > 1 else None,
            "year": self.year,
        }
