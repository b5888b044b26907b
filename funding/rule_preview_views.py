"""Two pages of the office beside a set of rules: what it would change, and putting one case on it."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from bildungsregion.base.errors import DomainError
from bildungsregion.base.forms import SiteForm

from . import actions, rule_preview
from .admin_views.doors import OfficePage, version_of
from .models import Application, RuleSet


class RulePreviewPage(OfficePage):
    right = "funding.view_ruleset"
    template_name = "admin/funding/ruleset/preview.html"

    def get(self, request, pk):
        rule_set = get_object_or_404(RuleSet.objects.select_related("programme"), pk=pk)
        years = self.years(rule_set)
        asked = request.GET.get("jahr", "")
        this_year = timezone.localdate().year
        year = next((year for year in years if str(year) == asked), this_year)
        return self.render_to_response(
            self.get_context_data(
                rule_set=rule_set,
                years=years,
                year=year,
                preview=rule_preview.preview(rule_set, year),
                may_repin=request.user.has_perm("funding.review_application"),
                title=f"Vorschau: {rule_set}",
            )
        )

    @staticmethod
    def years(rule_set: RuleSet) -> list[int]:
        """The programme's budget years and the running one, newest first."""
        known = rule_set.programme.budget_years.values_list("year", flat=True)
        return sorted({*known, timezone.localdate().year}, reverse=True)


class RepinForm(SiteForm):
    reason = forms.CharField(
        label="Grund",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text="Er steht im Verlauf des Vorgangs, nicht im Bescheid.",
        error_messages={"required": "Bitte nennen Sie den Grund."},
    )


class RepinPage(OfficePage):
    right = "funding.review_application"
    template_name = "admin/funding/ruleset/repin.html"

    def get(self, request, pk, case):
        return self.show(RepinForm(), *self.find(pk, case))

    def post(self, request, pk, case):
        rule_set, application = self.find(pk, case)
        form = RepinForm(request.POST)
        if form.is_valid():
            try:
                actions.repin_rules(
                    application=application,
                    rule_set=rule_set,
                    reason=form.cleaned_data["reason"],
                    version=version_of(request),
                    by=request.user,
                )
            except DomainError as error:
                form.add_error(None, error.message)
            else:
                messages.success(request, f"{application.number} folgt jetzt: {rule_set}.")
                return redirect("admin:funding_application_change", application.pk)
        return self.show(form, rule_set, application, status=422)

    @staticmethod
    def find(pk, case) -> tuple[RuleSet, Application]:
        rule_set = get_object_or_404(RuleSet.objects.select_related("programme"), pk=pk)
        filed = Application.objects.filed().filter(programme=rule_set.programme_id)
        return rule_set, get_object_or_404(filed.with_costs(), pk=case)

    def show(self, form, rule_set, application, status=200):
        compared = rule_preview.compare([application], rule_set.rules())
        context = self.get_context_data(
            form=form,
            rule_set=rule_set,
            case=application,
            compared=compared,
            title=f"{application.number} auf andere Förderregeln umstellen",
        )
        return self.render_to_response(context, status=status)
