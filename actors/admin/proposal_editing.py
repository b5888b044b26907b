"""Edit, then accept: the proposal in the form that institutions have, with all its rows."""

from datetime import datetime

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.dateparse import parse_datetime

from actors import actions, facts
from actors.forms.entries import FORMS, EntryForms
from actors.models import ChangeProposal, Offer
from bildungsregion.base.errors import DomainError


# What says something only together.
PICTURE = ("image", "image_alt", "image_author", "image_licence")
TOGETHER = {"seeks_cooperation": "cooperation_wish", "cooperation_wish": "seeks_cooperation"}


def edit_page(model_admin, request: HttpRequest, proposal: ChangeProposal) -> HttpResponse:
    """The form, or after a right one the accepted proposal."""
    try:
        forms = _forms(request, proposal)
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("admin:actors_changeproposal_change", proposal.pk)
    refusal, status = "", 200
    if request.method == "POST":
        status = 422
        if forms.is_valid():
            try:
                _accept(request, proposal, forms)
            except DomainError as error:
                refusal, status = error.message, 409
            else:
                messages.success(request, "Übernommen, wie Sie es geschrieben haben.")
                return redirect("admin:actors_changeproposal_changelist")
    context = model_admin.admin_site.each_context(request) | {
        "title": f"Bearbeiten: {proposal.title}",
        "opts": model_admin.opts,
        "proposal": proposal,
        "forms": forms,
        "form": forms.form,
        "errors": forms.form.is_bound and forms.problems,
        "refusal": refusal,
    }
    template = "admin/actors/changeproposal/edit.html"
    return TemplateResponse(request, template, context, status=status)


def _forms(request: HttpRequest, proposal: ChangeProposal) -> EntryForms:
    entry = (
        Offer(actor=proposal.actor)
        if proposal.kind == ChangeProposal.Kind.NEW
        else actions.subject_of(proposal)
    )
    section = facts.Section("vorschlag", "Vorschlag", "", tuple(_facts_of(proposal)))
    current = facts.read(proposal.subject, entry, section.names)
    bound = request.method == "POST"
    return EntryForms(
        proposal.subject, section, entry, start=current | _known(proposal, section),
        current=current, data=request.POST if bound else None,
        files=request.FILES if bound else None,
    )  # fmt: skip


def _facts_of(proposal: ChangeProposal):
    """The facts of the proposal that have a field; all of them for a new offer."""
    known = facts.FACTS[proposal.subject]
    if proposal.kind == ChangeProposal.Kind.NEW:
        return facts.OFFER_SECTION.facts
    names = set(proposal.wanted)
    names |= {TOGETHER[name] for name in names & TOGETHER.keys()}
    if names & set(PICTURE):
        names |= set(PICTURE)
    with_field = {*FORMS[proposal.subject].base_fields, *PICTURE}
    return [
        fact
        for name, fact in known.items()
        if name in names and (name in with_field or isinstance(fact, facts.Rows))
    ]


def _known(proposal: ChangeProposal, section: facts.Section) -> dict:
    return {name: want for name, want in proposal.wanted.items() if name in section.names}


def _accept(request: HttpRequest, proposal: ChangeProposal, forms: EntryForms) -> None:
    edited = forms.values()
    if forms.picture is not None:
        name = f"actors/{forms.picture.name}"
        edited["image"] = default_storage.save(name, forms.picture)
    seen = {"proposal": proposal, "by": request.user, "version": version_of(request)}
    if proposal.kind == ChangeProposal.Kind.NEW:
        actions.accept_offer(edited=edited, **seen)
        return
    # What the form has no field for is taken as proposed.
    rest = set(proposal.wanted) - set(forms.section.names)
    actions.accept_change(names=rest, edited=edited, **seen)


def version_of(request: HttpRequest) -> datetime:
    """The version that the page was made from. Raises DomainError where it has none."""
    try:
        version = parse_datetime(request.POST.get("version", "")[:40] or "-")
    except ValueError:
        version = None
    if version is None:
        raise DomainError("Das Formular ist unvollständig. Bitte laden Sie die Seite neu.")
    return version
