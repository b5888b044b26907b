"""What pages do every night (bildungsregion/base/nightly.py)."""

from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from bildungsregion.base import nightly, region
from bildungsregion.base.models import OutgoingMail
from bildungsregion.base.outbox import queue_mail

from . import actions
from .models import News, Page, PreviewLink


PURPOSE = "page_review"
SHOWN = 30


@nightly.register("seiten", "Seiten und Aktuelles", order=63)
def pages(today: date) -> str:
    """Write to the office of the texts whose review day is today, once; clear away links that ended.

    Changes that were planned are written down, should no round have done so.
    """
    actions.write_due_changes()
    ended = PreviewLink.objects.filter(expires_at__lte=timezone.now()).delete()[0]
    rows = [
        row
        for model in (Page, News)
        for row in model.objects.filter(is_published=True, review_on=today).only("title")
    ]
    told = f"{ended} Vorschau-Links abgelaufen; {len(rows)} Texte sind heute zu prüfen."
    is_written = OutgoingMail.objects.filter(purpose=PURPOSE, created_at__date=today).exists()
    if rows and not is_written and (office := region.current().office_email):
        queue_mail(to=[office], subject="Seiten zu prüfen", body=_letter(rows), purpose=PURPOSE)
    return told


def _letter(rows) -> str:
    portal = settings.PORTAL_URL.rstrip("/")
    lines = [
        f"- {row.title}\n  {portal}"
        + reverse(f"admin:pages_{row._meta.model_name}_change", args=[row.pk])
        for row in rows[:SHOWN]
    ]
    return "\n".join([
        "Guten Tag,",
        "",
        "heute sollte jemand nachsehen, ob hier noch alles stimmt:",
        "",
        *lines,
        "",
        "Wenn ja, genügt in der Liste „Geprüft: in einem Jahr wieder prüfen“.",
    ])  # fmt: skip
