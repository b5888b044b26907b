"""What projects keep about people (bildungsregion/base/processing.py)."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bildungsregion.base import processing
from bildungsregion.base.processing import Activity, Holding

from .actions.asking import mails_over, senders_over
from .models import Adoption, Project, ProjectEnquiry, ProjectProposal


ADOPTION = ("project__title", "name", "text", "email", "state", "created_at")
PROPOSAL = ("project__title", "message", "state", "created_at")


def _adoptions(email: str, user):
    return Adoption.objects.filter(Q(email__iexact=email) | Q(said_by=user.pk if user else 0))


def _proposals(user):
    return ProjectProposal.objects.filter(proposed_by=user.pk if user else 0)


processing.register(
    Activity(
        key="projektanfrage",
        title=_("Wenn Sie ein Projekt anfragen oder davon erzählen"),
        purpose=_("Damit Ihre Frage ankommt und Sie eine Antwort bekommen."),
        data=_("Name, E-Mail-Adresse, Einrichtung, Ihre Nachricht"),
        people=_("Menschen, die nach einem Projekt fragen oder es aufgreifen"),
        recipients=_("die Federführung des Projekts; ohne deren Adresse das Büro"),
        term=_("E-Mails 30 Tage; die Adresse zu „Wir machen das auch“ 90 Tage nach der Antwort"),
    ),
    Holding(
        key="project_enquiries",
        activity="projektanfrage",
        title="Anfragen zu Projekten",
        models=("projects.ProjectEnquiry",),
        term="E-Mails 30 Tage, der Prüfwert zwei Tage",
        rows=lambda: ProjectEnquiry.objects.exclude(sender=""),
        due=lambda today: mails_over(today).count(),
        task="projekte",
    ),
    Holding(
        key="adoptions",
        activity="projektanfrage",
        title="„Wir machen das auch“",
        models=("projects.Adoption",),
        term="die Adresse 90 Tage nach der Antwort",
        rows=lambda: Adoption.objects.exclude(email=""),
        due=lambda today: senders_over(today).count(),
        task="projekte",
        find=lambda email, user: list(_adoptions(email, user).order_by("pk").values(*ADOPTION)),
        erase=lambda email, user: _adoptions(email, user).update(email="", said_by=None),
        stays="Der Name der Einrichtung und was sie daraus gemacht hat, bleiben.",
    ),
    Holding(
        key="project_proposals",
        activity="einrichtung",
        title="Eingetragene Projekte",
        models=("projects.ProjectProposal", "projects.Project"),
        term="solange das Projekt besteht; ohne Namen, sobald das Konto endet",
        rows=lambda: ProjectProposal.objects.exclude(proposed_by=None),
        find=lambda email, user: (
            list(_proposals(user).order_by("pk").values(*PROPOSAL))
            + list(Project.objects.filter(enquiry_email__iexact=email).values("title"))
        ),
        erase=lambda email, user: _proposals(user).update(proposed_by=None),
        stays="Das Projekt bleibt ohne Namen; seine Adresse für Anfragen ändert die Einrichtung.",
    ),
)
