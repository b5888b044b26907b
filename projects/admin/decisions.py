"""What institutions say and enter, each decided on one page."""

from collections.abc import Callable

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from bildungsregion.base.admin import OwnPages, ReadOnlyAdmin
from bildungsregion.base.errors import DomainError
from bildungsregion.base.forms import SiteForm
from projects import actions, permissions
from projects.models import Adoption, Decided, ProjectProposal


class ReasonForm(SiteForm):
    answer = forms.CharField(
        label="Begründung",
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text="Geht per E-Mail an die Einrichtung.",
    )


class StateFilter(admin.SimpleListFilter):
    """What waits, unless asked for something else."""

    title = "Stand"
    parameter_name = "stand"
    ALL = "alle"

    def lookups(self, request, model_admin):
        others = [choice for choice in Decided.State.choices if choice[0] != Decided.State.OPEN]
        return [*others, (self.ALL, "alle")]

    def choices(self, changelist):
        first, *others = super().choices(changelist)
        return [first | {"display": "wartet"}, *others]

    def queryset(self, request, queryset):
        if self.value() == self.ALL:
            return queryset
        return queryset.filter(state=self.value() or Decided.State.OPEN)


class DecidedAdmin(OwnPages, ReadOnlyAdmin):
    """A list of what waits; each row is decided on a page of its own, yes or no with a reason."""

    template = ""
    accept: Callable
    refuse: Callable

    def change_view(self, request, object_id, form_url="", extra_context=None):
        row = self.get_object(request, object_id)
        if row is None or not self.has_view_permission(request, row):
            raise Http404("no such row")
        form, status = ReasonForm(request.POST if "nein" in request.POST else None), 200
        if request.method == "POST":
            if not permissions.can_edit(request.user):
                raise Http404("not of those who decide")
            try:
                if self.is_done(request, row, form):
                    return self.done(request)
            except DomainError as error:
                messages.error(request, error.message)
                status = 409
        context = {
            "title": str(row), "row": row, "form": form, "may": permissions.can_edit(request.user),
        }  # fmt: skip
        return self.own_page(request, self.template, context, form=form, status=status)

    def is_done(self, request: HttpRequest, row: Decided, form: ReasonForm) -> bool:
        if "ja" in request.POST:
            self.accept(row, request.user)
            messages.success(request, "Bestätigt. Die Einrichtung bekommt eine E-Mail.")
            return True
        if form.is_valid():
            self.refuse(row, form.cleaned_data["answer"], request.user)
            messages.success(request, "Abgelehnt. Die Einrichtung bekommt eine E-Mail.")
            return True
        return False

    def done(self, request) -> HttpResponse:
        return redirect(f"admin:projects_{self.opts.model_name}_changelist")


@admin.register(Adoption)
class AdoptionAdmin(DecidedAdmin):
    """„Wir machen das auch“."""

    template = "admin/projects/adoption.html"
    list_display = ("label", "project", "created_at", "state", "decided_by")
    list_filter = (StateFilter,)
    list_select_related = ("project", "actor", "decided_by")
    search_fields = ("name", "actor__name", "project__title")
    date_hierarchy = "created_at"

    @admin.display(description="Einrichtung")
    def label(self, adoption):
        return adoption.label

    def accept(self, row, by):
        actions.confirm_adoption(adoption=row, by=by)

    def refuse(self, row, answer, by):
        actions.refuse_adoption(adoption=row, answer=answer, by=by)


@admin.register(ProjectProposal)
class ProjectProposalAdmin(DecidedAdmin):
    template = "admin/projects/proposal.html"
    list_display = ("project", "actor", "created_at", "state", "decided_by")
    list_filter = (StateFilter,)
    list_select_related = ("project", "actor", "decided_by")
    search_fields = ("project__title", "actor__name")
    date_hierarchy = "created_at"

    def accept(self, row, by):
        actions.accept_proposal(proposal=row, by=by)

    def refuse(self, row, answer, by):
        actions.refuse_proposal(proposal=row, answer=answer, by=by)
