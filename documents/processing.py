"""What the library keeps about people (bildungsregion/base/processing.py)."""

from django.utils.translation import gettext_lazy as _

from bildungsregion.base import processing
from bildungsregion.base.processing import Activity, Holding

from .actions.copies import copies_over, empty
from .models import CopyRequest


COPY = (
    "document__title",
    "need",
    "name",
    "email",
    "message",
    "created_at",
    "answer",
    "answered_at",
)


def _of(email: str):
    return CopyRequest.objects.filter(email__iexact=email)


processing.register(
    Activity(
        key="fassung",
        title=_("Wenn Sie um eine barrierefreie Fassung bitten"),
        purpose=_("Damit Sie das Dokument in einer Form bekommen, die Sie lesen können."),
        data=_("E-Mail-Adresse, was Sie brauchen; Name und Nachricht, wenn Sie möchten"),
        people=_("Menschen, die ein Dokument anders brauchen"),
        recipients=_("das Büro"),
        term=_("90 Tage nach der Antwort"),
    ),
    Holding(
        key="copy_requests",
        activity="fassung",
        title="Bitten um barrierefreie Fassungen",
        models=("documents.CopyRequest",),
        term="90 Tage nach der Antwort",
        rows=lambda: CopyRequest.objects.exclude(email=""),
        due=lambda today: copies_over(today).count(),
        task="fassungen",
        find=lambda email, user: list(_of(email).order_by("pk").values(*COPY)),
        erase=lambda email, user: empty(_of(email).exclude(answered_at=None)),
        stays="Offene Bitten bleiben, bis sie beantwortet sind.",
    ),
)
