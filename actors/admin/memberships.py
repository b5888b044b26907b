"""Who speaks for institutions: memberships, claims that are decided on a page, invitations to look at."""

from django.contrib import admin, messages
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from actors import actions, permissions
from actors.models import Claim, Invitation, Membership
from bildungsregion.base.admin import ReadOnlyAdmin
from bildungsregion.base.errors import DomainError

from .proposal_forms import ReturnForm


class ConfirmedFilter(admin.SimpleListFilter):
    title = "Stand"
    parameter_name = "stand"

    def lookups(self, request, model_admin):
        return [("offen", "wartet auf Bestätigung"), ("bestaetigt", "bestätigt")]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        return queryset.filter(confirmed_at__isnull=self.value() == "offen")


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):
    """Who speaks for an institution; when and by whom it was confirmed is written by the actions only."""

    list_display = (
        "user",
        "actor",
        "role",
        "is_trusted",
        "confirmed_at",
        "confirmed_by",
        "created_at",
    )
    list_filter = (ConfirmedFilter, "role", "is_trusted")
    list_select_related = ("user", "actor", "confirmed_by")
    search_fields = ("user__email", "user__name", "actor__name")
    autocomplete_fields = ("user", "actor")
    readonly_fields = ("confirmed_at", "confirmed_by", "is_trusted")
    actions = ("confirm", "withdraw_confirmation", "trust", "distrust")

    @admin.action(description="Bestätigen: spricht für die Einrichtung", permissions=["change"])
    def confirm(self, request, queryset):
        waiting = queryset.filter(confirmed_at=None)
        changed = waiting.update(confirmed_at=timezone.now(), confirmed_by=request.user)
        self.message_user(request, f"{changed} Zugehörigkeiten bestätigt.")

    @admin.action(description="Bestätigung zurücknehmen", permissions=["change"])
    def withdraw_confirmation(self, request, queryset):
        changed = queryset.exclude(confirmed_at=None).update(
            confirmed_at=None, confirmed_by=None, is_trusted=False
        )
        self.message_user(request, f"{changed} Bestätigungen zurückgenommen.")

    @admin.action(
        description="Änderungen sofort zeigen (nur bei Bestätigten)", permissions=["change"]
    )
    def trust(self, request, queryset):
        changed = queryset.exclude(confirmed_at=None).filter(is_trusted=False)
        number = _each(changed, actions.trust, request.user)
        self.message_user(request, f"Änderungen von {number} Personen erscheinen nun sofort.")

    @admin.action(description="Änderungen wieder erst dem Büro zeigen", permissions=["change"])
    def distrust(self, request, queryset):
        number = _each(queryset.filter(is_trusted=True), actions.distrust, request.user)
        self.message_user(request, f"Änderungen von {number} Personen sieht zuerst das Büro.")


def _each(memberships, verb, by) -> int:
    rows = list(memberships)
    for row in rows:
        verb(membership=row, by=by)
    return len(rows)


class ClaimFilter(admin.SimpleListFilter):
    """What is open, unless asked for something else."""

    title = "Stand"
    parameter_name = "stand"
    ALL = "alle"

    def lookups(self, request, model_admin):
        decided = [choice for choice in Claim.State.choices if choice[0] != Claim.State.OPEN]
        return [*decided, (self.ALL, "alle")]

    def choices(self, changelist):
        first, *others = super().choices(changelist)
        return [first | {"display": "offen"}, *others]

    def queryset(self, request, queryset):
        if self.value() == self.ALL:
            return queryset
        return queryset.filter(state=self.value() or Claim.State.OPEN)


@admin.register(Claim)
class ClaimAdmin(ReadOnlyAdmin):
    list_display = ("actor", "user", "role", "way", "state", "created_at", "decided_by")
    list_filter = (ClaimFilter, "way")
    list_select_related = ("actor", "user", "decided_by")
    search_fields = ("actor__name", "user__email")

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The page on which one claim is decided."""
        claim = self.get_object(request, object_id)
        if claim is None or not self.has_view_permission(request, claim):
            raise Http404("no such claim")
        form, status = ReturnForm(), 200
        if request.method == "POST":
            if not permissions.can_decide_claims(request.user):
                raise Http404("not of those who decide")
            form, status, told = self._decide(request, claim)
            if told:
                messages.success(request, told)
                return redirect("admin:actors_claim_changelist")
        context = self.admin_site.each_context(request) | {
            "title": f"{claim.user.email}: {claim.actor}",
            "opts": self.opts,
            "claim": claim,
            "form": form,
            "errors": form.errors,
            "heads": claim.actor.memberships.filter(
                role=Membership.Role.HEAD, confirmed_at__isnull=False
            ).select_related("user"),
            "may": permissions.can_decide_claim(request.user, claim),
        }
        template = "admin/actors/claim/decide.html"
        return TemplateResponse(request, template, context, status=status)

    def _decide(self, request, claim: Claim) -> tuple[ReturnForm, int, str]:
        """The form to show again, its status, and what is to be said if it is done."""
        form = ReturnForm(request.POST if "nein" in request.POST else None)
        try:
            if "ja" in request.POST:
                actions.confirm_claim(claim=claim, by=request.user)
                return form, 200, "Bestätigt. Die Person bekommt eine E-Mail."
            if not form.is_valid():
                return form, 422, ""
            actions.refuse_claim(
                claim=claim, reason=form.cleaned_data["reason"][:500], by=request.user
            )
        except DomainError as error:
            messages.error(request, error.message)
            return form, 409, ""
        return form, 200, "Abgelehnt. Die Person bekommt eine E-Mail."


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    list_display = ("actor", "email", "role", "hands_over", "invited_by", "state", "key_until")
    list_filter = ("state",)
    list_select_related = ("actor", "invited_by")
    search_fields = ("actor__name", "email")
