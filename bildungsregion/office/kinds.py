"""What the office's search looks through, and who may see it (accounts/roles.py)."""

from django.http import HttpRequest
from django.urls import reverse

from accounts.models import User
from actors.models import Actor, Claim, Offer, Topic
from bildungsregion.base.outbox.models import OutgoingMail, masked
from documents.models import Document
from events.models import Event, Registration
from funding.models import Application
from pages.models import News, Page
from projects.models import Project

from .finding import Kind


CASES = "antraege"


def _recipients(text: str) -> str:
    """A mail's subject or its stored list of addresses, as much of it as the office reads."""
    return masked(text.strip("[]\n").replace('"', ""))


def _attendance(slug: str) -> str:
    return reverse("events:attendance_dates", args=[slug])


KINDS = (
    Kind(
        CASES, "Anträge", Application, "funding.view_application", "title", mark="status",
        words=("number", "title", "institution__name", "institution__short_name", "institution__city",
               "institution__municipality__name", "contact_name"),
        detail=("number", "institution__name"), module="funding", rows=Application.objects.filed,
    ),
    Kind("einrichtungen", "Einrichtungen", Actor, "actors.view_actor", "name", mark="kind", detail=("city",)),
    Kind("angebote", "Angebote", Offer, "actors.view_offer", "title", mark="kind", detail=("actor__name",)),
    Kind("veranstaltungen", "Veranstaltungen", Event, "events.view_event", "title", mark="status",
         detail=("organiser_name", "city")),
    Kind("projekte", "Projekte", Project, "projects.view_project", "title", mark="status", detail=("lead_name",)),
    Kind("dokumente", "Dokumente", Document, "documents.view_document", "title", mark="kind",
         detail=("publisher",)),
    Kind("themen", "Themen und Übergänge", Topic, "actors.view_topic", "name", mark="kind"),
    Kind("seiten", "Seiten", Page, "pages.view_page", "title", mark="language"),
    Kind("aktuelles", "Aktuelles", News, "pages.view_news", "title", mark="language"),
    Kind("anmeldungen", "Anmeldungen", Registration, "events.view_registration", "occurrence__event__title",
         words=("name", "email", "institution", "group_label", "occurrence__event__title"), mark="state",
         detail=("institution",), key="occurrence__event__slug", link=_attendance),
    Kind("ansprueche", "Ansprüche auf Einträge", Claim, "actors.view_claim", "actor__name", mark="state",
         words=("actor__name", "user__name", "user__email"), detail=("user__name", "user__email")),
    Kind("konten", "Konten", User, "accounts.view_user", "email", words=("email", "name"), detail=("name",)),
    Kind("mails", "E-Mails", OutgoingMail, "base.view_outgoingmail", "subject", words=("subject", "to"),
         detail=("to",), shown=_recipients),
)  # fmt: skip


def open_kinds(request: HttpRequest) -> list[Kind]:
    """Those that this person may see, in the order of the page."""
    return [kind for kind in KINDS if kind.is_open_to(request)]


def case_of(request: HttpRequest, query: str) -> str | None:
    """The page of the case whose number was typed, if it is one and this person may see it."""
    cases = next((kind for kind in open_kinds(request) if kind.name == CASES), None)
    number = "".join(query.split()).upper()
    if cases is None or not any(sign.isdigit() for sign in number):
        return None
    found = Application.objects.filed().filter(number=number).values_list("pk", flat=True).first()
    return found and cases.url(str(found))
