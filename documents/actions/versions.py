"""A new version arrives, and what it replaces ends the day before."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from bildungsregion.base.document_files import CheckedDocument
from bildungsregion.base.stored_files import delete_at_commit
from documents.models import Document, Version


class Others(models.TextChoices):
    """What becomes of the versions of the same language that hold until now."""

    ALL = "alle", "enden am Tag vor der neuen"
    SAME_FORMAT = (
        "format",
        "enden, wenn sie dasselbe Dateiformat haben; andere Formate gelten weiter",
    )


def attach_file(version: Version, checked: CheckedDocument) -> None:
    """Put a checked file and what was read in it into a version, which the caller saves."""
    delete_at_commit(version.file)
    version.file_name, version.mime, version.extension = (
        checked.name,
        checked.mime,
        checked.extension,
    )
    version.size, version.sha256, version.pages = checked.size, checked.sha256, checked.pages
    version.text, version.hints = checked.reading.text, checked.reading.facts
    version.file_since = timezone.now()
    version.file.save(checked.content.name, checked.content, save=False)


def detach_file(version: Version) -> None:
    """Take the file and what is known of it out of a version, which the caller saves."""
    delete_at_commit(version.file)
    version.file.name = version.file_name = version.mime = version.extension = version.sha256 = ""
    version.text, version.hints, version.size, version.pages = "", {}, 0, None
    version.file_since, version.is_accessible = None, Version.Accessible.UNKNOWN


@transaction.atomic
def add_version(
    *, version: Version, checked: CheckedDocument | None, others: str = Others.ALL
) -> list[Version]:
    """Save a new version and end those it replaces; which those are.

    ``version`` is not saved yet; without ``valid_from`` it is valid from today on where it replaces
    something. Raises ValidationError where two versions would hold on the same day, or a date makes no sense.
    """
    Document.objects.select_for_update(no_key=True).get(pk=version.document_id)
    version.check_years()
    if checked:
        version.extension = checked.extension
    ended = _replaced(version, others)
    if ended:
        version.valid_from = version.valid_from or timezone.localdate()
    for old in ended:
        if old.valid_from and old.valid_from >= version.valid_from:
            raise ValidationError(
                {
                    "valid_from": f"{old.name} gilt erst ab {old.valid_from:%d.%m.%Y}; die neue Fassung muss danach "
                    "beginnen."
                }
            )
        old.valid_until = version.valid_from - timedelta(days=1)
        Version.objects.filter(pk=old.pk).update(valid_until=old.valid_until)
    version.full_clean(exclude=["file", "number", "sha256", "size"])
    if checked:
        attach_file(version, checked)
    version.save()
    Version.objects.filter(pk__in=[old.pk for old in ended]).update(replaced_by=version)
    version.document.take_over()
    return ended


def _replaced(version: Version, others: str) -> list[Version]:
    """The versions of its language that would still hold when the new one begins."""
    begins = version.valid_from or timezone.localdate()
    rows = Version.objects.filter(document=version.document_id, language=version.language)
    rows = rows.filter(Q(valid_until=None) | Q(valid_until__gte=begins))
    if others == Others.SAME_FORMAT:
        rows = rows.filter(extension=version.extension)
    return list(rows.order_by("number"))
