"""New projects: begun from one that exists, entered by institutions, decided by the office."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from actors import permissions as of_actors
from actors.addresses import save_at_free_slug
from actors.models import Actor
from bildungsregion.base.errors import DomainError
from projects import emails, permissions
from projects.models import PROFILE_FIELDS, RESERVED_SLUGS, Project, ProjectProposal
from projects.profile_parts import write_needs, write_profile


State = ProjectProposal.State
MOST_OPEN = 10


@transaction.atomic
def begin_from(*, origin: Project, by) -> Project:
    """A new, unpublished project of the office with what the other one knows; raises DomainError."""
    if not permissions.can_edit(by):
        raise DomainError(_("Das kann nur das Büro."))
    title = f"{origin.title} (neu)"[:200]
    project = Project(
        title=title,
        status=Project.Status.PLANNED,
        summary=origin.summary,
        aim=origin.aim,
        origin=origin,
        is_published=False,
    )
    save_at_free_slug(project, title, reserved=RESERVED_SLUGS)
    project.topics.set(origin.topics.all())
    project.target_groups.set(origin.target_groups.all())
    project.life_phases.set(origin.life_phases.all())
    profile = getattr(origin, "transfer", None)
    if profile:
        write_profile(project, {name: getattr(profile, name) for name in PROFILE_FIELDS})
    write_needs(project, list(origin.needs.values_list("kind", "note")))
    return project


@transaction.atomic
def enter(
    *, actor: Actor, values: Mapping[str, Any], origin: Project | None, message: str, by
) -> ProjectProposal:
    """A project of an institution by its own people; it waits for the office.

    ``values``: columns of Project, "topics" and "target_groups" as rows, "profile" (texts by name) and
    "needs" (kinds). Raises DomainError for strangers, and where very many wait.
    """
    actor = Actor.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.pk)
    if not of_actors.can_keep(by, actor):
        raise DomainError(_("Für diesen Eintrag sind Sie nicht bestätigt."))
    if actor.project_proposals.filter(state=State.OPEN).count() >= MOST_OPEN:
        raise DomainError(
            _("Es warten schon viele Projekte Ihrer Einrichtung. Bitte fragen Sie im Büro nach.")
        )
    project = Project(lead=actor, origin=origin, is_published=False)
    _write(project, values)
    row = ProjectProposal.objects.create(
        project=project, actor=actor, proposed_by=by, message=message.strip()
    )
    emails.proposal_told(row)
    return row


@transaction.atomic
def change_proposal(*, proposal: ProjectProposal, values: Mapping[str, Any], by) -> ProjectProposal:
    """Its own people go on writing while nobody has decided; raises DomainError."""
    row = _locked(proposal)
    if not permissions.can_change_proposal(by, row):
        raise DomainError(_("Darüber ist schon entschieden. Bitte schreiben Sie dem Büro."))
    _write(row.project, values)
    return row


@transaction.atomic
def withdraw_proposal(*, proposal: ProjectProposal, by) -> ProjectProposal:
    row = _locked(proposal)
    if not permissions.can_change_proposal(by, row):
        raise DomainError(_("Darüber ist schon entschieden. Bitte schreiben Sie dem Büro."))
    row.state = State.WITHDRAWN
    row.save()
    return row


@transaction.atomic
def accept_proposal(*, proposal: ProjectProposal, by) -> ProjectProposal:
    """The project is public; who entered it reads so by mail. Raises DomainError where it is decided."""
    row = _decided(proposal, State.CONFIRMED, "", by)
    row.project.is_published = True
    row.project.save(update_fields=["is_published", "updated_at"])
    emails.proposal_decided(row)
    return row


@transaction.atomic
def refuse_proposal(*, proposal: ProjectProposal, answer: str, by) -> ProjectProposal:
    row = _decided(proposal, State.REFUSED, answer, by)
    emails.proposal_decided(row)
    return row


def _decided(proposal: ProjectProposal, state: str, answer: str, by) -> ProjectProposal:
    row = _locked(proposal)
    if not row.is_open:
        raise DomainError("Darüber ist schon entschieden.")
    if not permissions.can_edit(by):
        raise DomainError("Das entscheidet das Büro.")
    row.state, row.answer = state, answer.strip()[:500]
    row.decided_at, row.decided_by = timezone.now(), by
    row.save()
    return row


def _locked(proposal: ProjectProposal) -> ProjectProposal:
    rows = ProjectProposal.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("project", "actor", "proposed_by").get(pk=proposal.pk)


def _write(project: Project, values: Mapping[str, Any]) -> None:
    related = ("topics", "target_groups", "profile", "needs")
    for name in values.keys() - set(related):
        setattr(project, name, values[name])
    if project.pk is None:
        save_at_free_slug(project, project.title, reserved=RESERVED_SLUGS)
    else:
        project.save()
    project.topics.set(values["topics"])
    project.target_groups.set(values["target_groups"])
    write_profile(project, values["profile"])
    notes = dict(project.needs.values_list("kind", "note"))
    write_needs(project, [(kind, notes.get(kind, "")) for kind in values["needs"]])
