"""Checked files come to a case: each once, and no institution fills the disk (docs/adr/0362)."""

from django.conf import settings
from django.db.models import Count, Sum

from actors.models import Actor
from bildungsregion.base.errors import DomainError
from bildungsregion.base.uploads import CheckedUpload
from funding.models import Application, Attachment
from funding.models.status import ENDED


MEGABYTE = 1_000_000
FULL = (
    "In den offenen Anträgen Ihrer Einrichtung liegen schon {held}; mehr als {most} nimmt das Portal nicht an. Bitte "
    "entfernen Sie Anlagen, die niemand mehr braucht, oder verwerfen Sie alte Entwürfe. Geht das nicht, wenden Sie "
    "sich bitte an die Stelle, die über die Anträge entscheidet."
)


def keep_once(application: Application, checked: CheckedUpload, *, kind: str, by) -> Attachment:
    """The file as an attachment of this case, which the caller has locked; the same once more is the first one.

    Raises DomainError when the institution holds as much as it may.
    """
    if same := already_kept(application, checked):
        return same
    _demand_room(application.institution_id, checked.size)
    return Attachment.objects.create(
        application=application,
        kind=kind,
        file=checked.content,
        name=checked.name,
        mime=checked.mime,
        size=checked.size,
        pages=checked.pages,
        sha256=checked.sha256,
        uploaded_by=by,
    )


def already_kept(application: Application, checked: CheckedUpload) -> Attachment | None:
    return application.attachments.filter(sha256=checked.sha256).first()


def _demand_room(institution: int, size: int) -> None:
    """Locks the institution until the transaction ends: files that come to two of its cases at once both count.

    ``size`` in bytes. Raises DomainError.
    """
    most_files, most_bytes = settings.INSTITUTION_FILES, settings.INSTITUTION_MEGABYTES * MEGABYTE
    if not (most_files or most_bytes):
        return
    Actor.objects.select_for_update(no_key=True).values_list("pk").get(pk=institution)
    held = (
        Attachment.objects.filter(application__institution=institution)
        .exclude(application__status__in=ENDED)
        .aggregate(files=Count("pk"), size=Sum("size", default=0))
    )
    if most_files and held["files"] >= most_files:
        raise DomainError(FULL.format(held=f"{held['files']} Dateien", most=most_files))
    if most_bytes and held["size"] + size > most_bytes:
        megabytes = f"{held['size'] // MEGABYTE} MB"
        raise DomainError(FULL.format(held=megabytes, most=f"{settings.INSTITUTION_MEGABYTES} MB"))
