"""Moderation: what people propose, oldest first; each proposal is decided on one page."""

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import capfirst

from actors import actions, emails, facts, permissions
from actors.models import ChangeProposal, Membership
from bildungsregion.base.admin import ReadOnlyAdmin
from bildungsregion.base.errors import DomainError

from .proposal_editing import edit_page, version_of
from .proposal_forms import AcceptForm, NewEntryForm, ReturnForm, SettleForm, municipality_of
from .proposal_lines import changes_of, left_out_of


Kind, State, Subject = ChangeProposal.Kind, ChangeProposal.State, ChangeProposal.Subject
LIST = "admin:actors_changeproposal_changelist"


class StateFilter(admin.SimpleListFilter):
    """What waits, unless asked for something else."""

    title = "Stand"
    parameter_name = "stand"
    LIVE, ALL = "sofort", "alle"

    def lookups(self, request, model_admin):
        return [
            (self.LIVE, "sofort erschienen"),
            *(choice for choice in State.choices if choice[0] != State.OPEN),
            (self.ALL, "alle"),
        ]

    def choices(self, changelist):
        first, *others = super().choices(changelist)
        return [first | {"display": "wartet auf das Büro"}, *others]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset.open()
        if self.value() == self.LIVE:
            return queryset.went_live_at_once()
        return queryset if self.value() == self.ALL else queryset.filter(state=self.value())


@admin.register(ChangeProposal)
class ChangeProposalAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "subject", "proposed_by", "created_at", "state")
    list_filter = (StateFilter, "kind", "subject")
    list_select_related = ("actor", "proposed_by")
    search_fields = ("title", "actor__name", "message")
    date_hierarchy = "created_at"
    ordering = ("created_at", "pk")

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path(
                "<int:pk>/bearbeiten/",
                view(self.edit),
                name="actors_changeproposal_edit",
            ),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": "Vorschläge"} | (extra_context or {}))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The page on which one proposal is decided."""
        proposal = self.get_object(request, object_id)
        if proposal is None or not self.has_view_permission(request, proposal):
            raise Http404("no such proposal")
        return Decision(self, request, proposal).answer()

    def edit(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Put the proposal right, then accept it."""
        if not permissions.can_moderate(request.user):
            raise Http404("not of those who moderate")
        proposal = ChangeProposal.objects.open().filter(pk=pk).first()
        if proposal is None or proposal.kind == Kind.MISTAKE:
            return redirect("admin:actors_changeproposal_change", pk)
        return edit_page(self, request, proposal)


class Decision:
    """The page of one proposal: its forms, and what a button does."""

    def __init__(self, model_admin, request: HttpRequest, proposal: ChangeProposal):
        self.admin, self.request, self.proposal = model_admin, request, proposal
        self.by = request.user
        self.tie = Membership.objects.filter(
            user=proposal.proposed_by_id, actor=proposal.actor_id
        ).first()
        data = request.POST if request.method == "POST" else None
        verb = request.POST.get("tat", "")
        self.verb = verb
        self.back = ReturnForm(
            data if verb in ("zurueck", "ruecknahme") else None, prefix="zurueck"
        )
        self.yes = self._yes_form(data if verb in ("alles", "auswahl", "erledigt") else None)

    def _yes_form(self, data):
        proposal = self.proposal
        if proposal.kind == Kind.MISTAKE:
            return SettleForm(data, prefix="ja")
        if proposal.kind == Kind.NEW and proposal.subject == Subject.ACTOR:
            wanted = proposal.wanted
            place = municipality_of(wanted.get("postcode", ""), wanted.get("city", ""))
            return NewEntryForm(
                data, prefix="ja", state=self.request.region.state,
                has_account=proposal.proposed_by_id is not None,
                initial=wanted | {"municipality": place, "tie": actions.NO_TIE},
            )  # fmt: skip
        may = permissions.can_trust(self.by) and bool(self.tie and self.tie.confirmed_at)
        return AcceptForm(data, prefix="ja", may_trust=may and not self.tie.is_trusted)

    def answer(self) -> HttpResponse:
        if self.request.method != "POST":
            return self.page()
        if not permissions.can_moderate(self.by):
            raise Http404("not of those who moderate")
        form = self.back if self.verb in ("zurueck", "ruecknahme") else self.yes
        if not form.is_valid():
            return self.page(status=422)
        try:
            told = self.act(form.cleaned_data)
        except DomainError as error:
            return self.page(status=409, refusal=error.message)
        messages.success(self.request, told)
        return redirect(LIST)

    def act(self, typed: dict) -> str:
        """Do what the button said; the sentence about it. Raises DomainError."""
        proposal, by = self.proposal, self.by
        if self.verb == "ruecknahme":
            actions.take_back(proposal=proposal, reason=typed["reason"], by=by)
            return "Zurückgenommen. Die Person bekommt eine E-Mail."
        seen = {"proposal": proposal, "by": by, "version": version_of(self.request)}
        if self.verb == "zurueck":
            actions.return_proposal(reason=typed["reason"], **seen)
            return "Zurückgegeben."
        if self.verb == "erledigt":
            actions.settle_mistake(note=typed["note"], **seen)
            return "Als erledigt vermerkt."
        if isinstance(self.yes, NewEntryForm):
            actions.accept_entry(
                municipality=typed["municipality"], edited=self.yes.edited,
                tie=typed.get("tie", ""), note=typed["note"], **seen,
            )  # fmt: skip
            return "Der Eintrag ist veröffentlicht. Seine Lage auf der Karte fehlt noch."
        extra = {"note": typed["note"], "trust": typed.get("trust", False)}
        if proposal.kind == Kind.NEW:
            actions.accept_offer(**seen, **extra)
            return "Das Angebot ist veröffentlicht."
        names = None if self.verb == "alles" else self.request.POST.getlist("angabe")
        actions.accept_change(names=names, **seen, **extra)
        return "Übernommen. Der Eintrag ist geändert."

    def page(self, status=200, refusal="") -> HttpResponse:
        proposal = self.proposal
        posted = self.request.POST.getlist("angabe") if self.verb == "auswahl" else None
        lines = changes_of(proposal)
        context = self.admin.admin_site.each_context(self.request) | {
            "title": capfirst(f"{proposal.get_kind_display()}: {proposal.title}"),
            "opts": self.admin.opts,
            "proposal": proposal,
            "lines": lines,
            "chosen": [line.name for line in lines] if posted is None else posted,
            "left_out": left_out_of(proposal),
            "tie": self.tie,
            "yes": self.yes,
            "back": self.back,
            "errors": self.yes.errors or self.back.errors,
            "refusal": refusal,
            "sender": emails.sender_of(proposal),
            "is_open": proposal.state == State.OPEN and permissions.can_moderate(self.by),
            "can_take_back": can_take_back(proposal) and permissions.can_moderate(self.by),
            "entry_url": entry_url(proposal),
        }
        return TemplateResponse(
            self.request, "admin/actors/changeproposal/decide.html", context, status=status
        )


def can_take_back(proposal: ChangeProposal) -> bool:
    """Whether the page offers to undo it: what is on the page by this proposal."""
    is_new_entry = proposal.kind == Kind.NEW and proposal.subject == Subject.ACTOR
    is_undone = ChangeProposal.objects.filter(takes_back=proposal).exists()
    return proposal.state == State.ACCEPTED and bool(proposal.wanted) and not (
        is_new_entry or is_undone or proposal.takes_back_id
    )  # fmt: skip


def entry_url(proposal: ChangeProposal) -> str:
    """Where the office changes the entry itself; "" for what is not there yet."""
    if proposal.subject_pk is None:
        return ""
    app = facts.MODELS[proposal.subject]._meta.app_label
    return reverse(f"admin:{app}_{proposal.subject}_change", args=[proposal.subject_pk])
