"""Who speaks for institutions: memberships, claims that are decided on a page, invitations to look at."""

from django.contrib import admin, messages
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from actors import actions, permissions
from actors.models import Claim, Invitation, Membership
from bildungsregion.base.admin import ReadOnlyAdmin
from bildungsregion.base.bulk import Look, bulk_action
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

    @bulk_action(
        "Bestätigen: spricht für die Einrichtung",
        button="Bestätigen",
        looks="look_at_confirming",
        follows=[
            "Diese Personen pflegen Eintrag und Angebote ihrer Einrichtung und stellen Anträge für sie.",
            "Sie sehen auch deren bisherige Anträge.",
        ],
    )
    def confirm(self, request, rows):
        waiting = rows.filter(confirmed_at=None)
        changed = waiting.update(confirmed_at=timezone.now(), confirmed_by=request.user)
        return f"{changed} Zugehörigkeiten bestätigt."

    def look_at_confirming(self, request, queryset):
        for row in queryset:
            yield Look(row, hindrance="ist schon bestätigt" if row.confirmed_at else "")

    @bulk_action(
        "Bestätigung zurücknehmen",
        looks="look_at_withdrawing",
        follows=[
            "Diese Personen sprechen nicht mehr für ihre Einrichtung und sehen deren Anträge nicht mehr.",
            "Was sie eingetragen und beantragt haben, bleibt.",
        ],
    )
    def withdraw_confirmation(self, request, rows):
        changed = rows.exclude(confirmed_at=None).update(
            confirmed_at=None, confirmed_by=None, is_trusted=False
        )
        return f"{changed} Bestätigungen zurückgenommen."

    def look_at_withdrawing(self, request, queryset):
        for row in queryset:
            yield Look(row, hindrance="" if row.confirmed_at else "ist nicht bestätigt")

    @bulk_action(
        "Änderungen sofort zeigen (nur bei Bestätigten)",
        button="Änderungen sofort zeigen",
        looks="look_at_trusting",
        follows=["Was diese Personen an ihren Einträgen ändern, erscheint ohne Blick des Büros."],
    )
    def trust(self, request, rows):
        number = _each(rows, actions.trust, request.user)
        return f"Änderungen von {number} Personen erscheinen nun sofort."

    def look_at_trusting(self, request, queryset):
        for row in queryset:
            unsure = "" if row.confirmed_at else "ist noch nicht bestätigt"
            yield Look(row, hindrance="erscheint schon sofort" if row.is_trusted else unsure)

    @bulk_action(
        "Änderungen wieder erst dem Büro zeigen",
        looks="look_at_distrusting",
        follows=["Was diese Personen ändern, liegt künftig zuerst dem Büro vor."],
    )
    def distrust(self, request, rows):
        number = _each(rows, actions.distrust, request.user)
        return f"Änderungen von {number} Personen sieht zuerst das Büro."

    def look_at_distrusting(self, request, queryset):
        for row in queryset:
            yield Look(row, hindrance="" if row.is_trusted else "liegt schon zuerst dem Büro vor")


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
    date_hierarchy = "created_at"

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
    date_hierarchy = "created_at"
