"""What happens with pages and news; each verb atomic, each leaves a version behind."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from bildungsregion.base.errors import DomainError

from .models import FormerAddress, News, Page, PreviewLink, Version, Written
from .models.keeping import of
from .models.writing import moment_words


class ChangedMeanwhile(DomainError):
    """Somebody else saved the same text since it was opened."""


@transaction.atomic
def save(*, row: Written, by, content: dict, note: str = "") -> Version:
    """Keep a changed text: as the draft of one that is public, else as the text itself.

    ``row`` is locked by the caller and carries the other fields as they shall be.
    """
    before = type(row).objects.filter(pk=row.pk).first()
    if before is not None:
        _keep_due(before)
        if not before.versions.exists():
            _keep(before, Version.What.BEFORE, None, content=before.content, at=before.updated_at)
    keep_address(row, before.slug if before is not None else row.slug)
    is_public = before is not None and before.is_published
    if is_public:
        for name in row.CONTENT:
            setattr(row, name, getattr(before, name))
        _draft(row, content, before.content, at=before.change_at)
    else:
        for name, value in content.items():
            setattr(row, name, value)
    row.edit_number += 1
    row.save()
    what = Version.What.DRAFTED if is_public else Version.What.SAVED
    return _keep(row, what, by, content=content, note=note)


@transaction.atomic
def publish(
    *, row: Written, by, seen: int, at: datetime | None = None, until: datetime | None = None
) -> Version:
    """Show the text to everybody, with its draft, from a moment on (now) until another (for good).

    Raises ChangedMeanwhile, and DomainError where the time makes no sense: a text that is public would vanish
    until a later beginning.
    """
    row, now = _locked(row, seen), timezone.now()
    if row.is_online and at and at > now:
        raise DomainError(
            "Der Text steht schon online; mit einem späteren „Online ab“ verschwände er bis dahin. Nehmen Sie "
            "ihn bitte zurück, wenn das so sein soll."
        )
    start = at or (row.publish_at if row.is_online else now)
    if until and until <= max(start or now, now):
        raise DomainError("„Online bis“ muss nach „Online ab“ und nach jetzt liegen.")
    content = row.working_content
    if not row.versions.exists():
        _keep(row, Version.What.BEFORE, None, content=row.content, at=row.updated_at)
    for name, value in content.items():
        setattr(row, name, value)
    row.draft, row.change_at, row.is_published = None, None, True
    row.publish_at, row.unpublish_at = start, until
    row.edit_number += 1
    row.save()
    return _keep(row, Version.What.PUBLISHED, by, content=content)


@transaction.atomic
def plan(*, row: Written, by, seen: int, at: datetime) -> Version:
    """Let the draft of a public text take its place at a moment to come; until then the old text is read.

    Raises ChangedMeanwhile, and DomainError without a draft, for a text nobody sees, and for a moment that is
    over or at which the text is no longer online.
    """
    row = _locked(row, seen)
    if not row.is_online or row.draft is None:
        raise DomainError(
            "Planen lässt sich nur eine Änderung an einem Text, der online steht. Hier gibt es keine."
        )
    if at <= timezone.now():
        raise DomainError("Der Zeitpunkt muss in der Zukunft liegen.")
    if row.unpublish_at and at >= row.unpublish_at:
        raise DomainError(f"Der Text ist nur bis {moment_words(row.unpublish_at)} online.")
    if not row.versions.exists():
        _keep(row, Version.What.BEFORE, None, content=row.content, at=row.updated_at)
    row.change_at = at
    row.edit_number += 1
    row.save()
    note = f"ab {moment_words(at)}"
    return _keep(row, Version.What.PLANNED, by, content=row.working_content, note=note)


@transaction.atomic
def unplan(*, row: Written, by, seen: int) -> Version:
    """Let the change wait again until somebody publishes it. Raises ChangedMeanwhile."""
    row = _locked(row, seen)
    if row.change_at is None:
        raise DomainError("Hier ist keine Änderung geplant.")
    row.change_at = None
    row.edit_number += 1
    row.save()
    return _keep(row, Version.What.UNPLANNED, by, content=row.working_content)


def write_due_changes() -> int:
    """Write changes whose moment has come into the columns, for the search; how many. Safe to run twice at once."""
    written = 0
    for model in (Page, News):
        for pk in model.objects.due_to_change(timezone.now()).values_list("pk", flat=True):
            with transaction.atomic():
                row = (
                    model.objects.select_for_update(of=("self",), no_key=True).filter(pk=pk).first()
                )
                if row is not None and row.changed_at:
                    _keep_due(row)
                    row.save()
                    written += 1
    return written


@transaction.atomic
def withdraw(*, row: Written, by, seen: int) -> Version:
    """Take the text off the site; what is written in it and in its draft stays."""
    row = _locked(row, seen)
    content = row.working_content
    for name, value in content.items():
        setattr(row, name, value)
    row.draft, row.change_at, row.is_published = None, None, False
    row.publish_at = row.unpublish_at = None
    row.edit_number += 1
    row.save()
    return _keep(row, Version.What.WITHDRAWN, by, content=content)


@transaction.atomic
def discard(*, row: Written, by, seen: int) -> Version:
    """Drop the draft of a public text; it stays among the versions.

    Raises ChangedMeanwhile, and DomainError without a draft, as of a planned change whose moment has come.
    """
    row = _locked(row, seen)
    if row.draft is None:
        raise DomainError(
            "Hier gibt es keinen Entwurf mehr; eine geplante Änderung ist inzwischen online."
        )
    row.draft = row.change_at = None
    row.edit_number += 1
    row.save()
    return _keep(row, Version.What.DISCARDED, by, content=row.content)


@transaction.atomic
def restore(*, version: Version, by, seen: int, at_once: bool = False) -> Version:
    """Write an old version anew: as a draft, or at once where it is urgent. Itself a version.

    A change that was planned would now be another text: it is planned no longer.
    """
    row = _locked(version.row, seen)
    content = row.content | {
        name: value for name, value in version.content.items() if name in row.CONTENT
    }
    if row.is_published and not at_once:
        _draft(row, content, row.content, at=None)
    else:
        for name, value in content.items():
            setattr(row, name, value)
        row.draft = row.change_at = None
    row.edit_number += 1
    row.save()
    note = f"aus Fassung {version.number}"
    return _keep(row, Version.What.RESTORED, by, content=content, note=note)


def keep_address(row: Written, before: str) -> None:
    """Lead the address that a text had to the one it has; called before it is saved.

    A former address that is, or was meanwhile, in use again leads nowhere else any more.
    """
    if row.original_id is not None:
        return
    kind = row._meta.model_name
    again = {row.slug, before}
    FormerAddress.objects.filter(slug__in=again, **{f"{kind}__isnull": False}).delete()
    if before != row.slug:
        FormerAddress.objects.create(slug=before, **of(row))


@transaction.atomic
def make_preview(*, row: Written, by, days: int) -> PreviewLink:
    """A new link that shows the text as it is worked on; expired ones are cleared away."""
    now = timezone.now()
    PreviewLink.objects.filter(expires_at__lte=now).delete()
    return PreviewLink.objects.create(
        created_by=by, expires_at=now + timedelta(days=days), **of(row)
    )


def _locked(row: Written, seen: int) -> Written:
    locked = type(row).objects.select_for_update(no_key=True).get(pk=row.pk)
    if locked.edit_number != seen:
        raise ChangedMeanwhile(
            "Inzwischen hat jemand anders diesen Text geändert. Bitte sehen Sie ihn sich noch einmal an."
        )
    _keep_due(locked)
    return locked


def _draft(row: Written, content: dict, public: dict, *, at: datetime | None) -> None:
    """Make the content the draft of a public row, planned for a moment; none where it is what is public."""
    row.draft = content if content != public else None
    row.change_at = at if row.draft is not None else None


def _keep_due(row: Written) -> None:
    """A planned change that came true since the row was last saved is a version of that moment."""
    if row.changed_at is None:
        return
    planned = row.versions.filter(what=Version.What.PLANNED).select_related("saved_by").first()
    _keep(
        row,
        Version.What.PUBLISHED,
        planned and planned.saved_by,
        content=row.content,
        note="wie geplant",
        at=row.changed_at,
    )
    row.changed_at = None


def _keep(
    row: Written, what: str, by, *, content: dict, note: str = "", at: datetime | None = None
) -> Version:
    last = row.versions.values_list("number", flat=True).first() or 0
    return Version.objects.create(
        number=last + 1,
        what=what,
        note=note,
        content=content,
        saved_by=by,
        saved_at=at or timezone.now(),
        **of(row),
    )
