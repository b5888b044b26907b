"""„Wir machen das auch“: said by an institution, confirmed by those who lead the project or by the office."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from actors import permissions as of_actors
from actors.models import Actor
from bildungsregion.base.errors import DomainError
from projects import emails, permissions
from projects.models import Adoption, Project


MOST_OPEN = 30


@transaction.atomic
def adopt(
    *, project: Project, actor: Actor | None, name: str, text: str, email: str, by=None
) -> Adoption:
    """Say that an institution does the same; ``actor`` only for its own people, else it has a ``name``.

    Raises DomainError where it was said already, or where very many wait.
    """
    if actor is not None and not of_actors.can_keep(by, actor):
        raise DomainError(_("Für diesen Eintrag sind Sie nicht bestätigt."))
    waiting = project.adoptions.filter(state=Adoption.State.OPEN)
    if waiting.count() >= MOST_OPEN:
        raise DomainError(
            _(
                "Zu diesem Projekt warten gerade sehr viele Meldungen. Bitte versuchen Sie es später."
            )
        )
    if actor is None and _is_said(project, name):
        raise DomainError(_("Das hat diese Einrichtung schon gesagt."))
    try:
        with transaction.atomic():
            row = Adoption.objects.create(
                project=project, actor=actor, name="" if actor else name, text=text, email=email,
                said_by=by,
            )  # fmt: skip
    except IntegrityError as twice:
        raise DomainError(_("Das hat diese Einrichtung schon gesagt.")) from twice
    emails.adoption_told(row)
    return row


def _is_said(project: Project, name: str) -> bool:
    states = (Adoption.State.OPEN, Adoption.State.CONFIRMED)
    return project.adoptions.filter(name__iexact=name.strip(), state__in=states).exists()


@transaction.atomic
def confirm_adoption(*, adoption: Adoption, by) -> Adoption:
    """It stands on the project's page. Raises DomainError where it is decided, or by somebody else."""
    return _decide(adoption, Adoption.State.CONFIRMED, "", by)


@transaction.atomic
def refuse_adoption(*, adoption: Adoption, answer: str, by) -> Adoption:
    """It does not stand there; who said it reads why."""
    return _decide(adoption, Adoption.State.REFUSED, answer, by)


def _decide(adoption: Adoption, state: str, answer: str, by) -> Adoption:
    row = Adoption.objects.select_for_update(of=("self",), no_key=True).select_related(
        "project__lead"
    )
    row = row.get(pk=adoption.pk)
    if not row.is_open:
        raise DomainError(_("Darüber ist schon entschieden."))
    if not permissions.can_decide_adoption(by, row):
        raise DomainError(_("Das bestätigen die Federführung oder das Büro."))
    row.state, row.answer = state, answer.strip()[:500]
    row.decided_at, row.decided_by = timezone.now(), by
    row.save()
    emails.adoption_decided(row)
    return row
