"""What the directory keeps about people (bildungsregion/base/processing.py)."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bildungsregion.base import processing
from bildungsregion.base.processing import Activity, Holding

from .actions.claiming import claims_over
from .actions.enquiring import mails_over
from .actions.freshening import asks_over
from .actions.people import invitations_over
from .actions.suggesting import senders_over
from .models import (
    Actor,
    ChangeProposal,
    Claim,
    Enquiry,
    FreshnessAsk,
    Invitation,
    Membership,
    VisitFeedback,
)


CLAIM = ("actor__name", "role", "way", "mailed_to", "message", "state", "reason", "created_at")
PROPOSAL = ("kind", "title", "wanted", "message", "email", "state", "reason", "created_at")
INVITATION = ("actor__name", "email", "role", "hands_over", "state", "created_at", "answered_at")
QUESTION = ("actor__name", "email", "sent_on", "answered_on", "answer")

processing.register(
    Activity(
        key="verzeichnis",
        title=_("Angaben zu Einrichtungen"),
        purpose=_("Damit Sie die Einrichtungen der Region finden und erreichen."),
        data=_("dienstliche Anschrift, Telefonnummer und E-Mail-Adresse einer Einrichtung"),
        people=_("Einrichtungen; Personen nur, wo ihr Name zur Einrichtung gehört"),
        recipients=_("alle, die das Portal lesen"),
        term=_("solange die Einrichtung im Verzeichnis steht"),
    ),
    Activity(
        key="einrichtung",
        title=_("Wenn Sie für eine Einrichtung mitarbeiten"),
        purpose=_("Damit nur Berechtigte den Eintrag einer Einrichtung pflegen."),
        data=_("Name oder Funktion, E-Mail-Adresse, Einrichtung, Ihre Nachricht"),
        people=_("Ansprechpersonen von Einrichtungen"),
        recipients=_("das Büro und die Leitung der Einrichtung"),
        term=_(
            "die Zugehörigkeit, solange sie besteht; Anfragen dazu ein Jahr, Einladungen 30 Tage nach der Antwort"
        ),
    ),
    Activity(
        key="vorschlag",
        title=_("Wenn Sie etwas vorschlagen oder einen Fehler melden"),
        purpose=_("Damit das Büro Ihren Hinweis prüfen und Ihnen antworten kann."),
        data=_("Ihr Hinweis; E-Mail-Adresse nur, wenn Sie eine angeben"),
        people=_("alle, die einen Hinweis geben"),
        recipients=_("das Büro"),
        term=_("die Adresse 30 Tage nach unserer Antwort"),
    ),
    Activity(
        key="anfrage",
        title=_("Wenn Sie einen Lernort anfragen"),
        purpose=_("Damit der Lernort Ihre Anfrage bekommt und Ihnen antworten kann."),
        data=_(
            "Name, E-Mail-Adresse, Telefonnummer, Einrichtung, Größe der Gruppe, Ihre Nachricht"
        ),
        people=_("Menschen, die für eine Gruppe anfragen"),
        recipients=_("der Lernort; ohne dessen Adresse das Büro"),
        term=_(
            "Die E-Mails löscht das Portal nach 30 Tagen, einen Prüfwert Ihrer Adresse nach zwei. Es bleibt, was wann "
            "für wie viele angefragt wurde."
        ),
    ),
)


def memberships(email: str, user) -> list[dict]:
    rows = Membership.objects.filter(user=user.pk if user else 0).order_by("pk")
    return list(rows.values("actor__name", "role", "created_at", "confirmed_at"))


def claims(email: str, user) -> list[dict]:
    return list(_claims(user).order_by("pk").values(*CLAIM))


def _claims(user):
    return Claim.objects.filter(user=user.pk if user else 0)


def _proposals(email: str, user):
    own = user.pk if user else 0
    return ChangeProposal.objects.filter(Q(proposed_by=own) | Q(email__iexact=email))


def _invitations(email: str, user):
    own = user.pk if user else 0
    theirs = Q(email__iexact=email) | Q(invited_by=own) | Q(answered_by=own)
    return Invitation.objects.filter(theirs)


def _questions(email: str):
    return FreshnessAsk.objects.filter(email__iexact=email)


def _visits(user):
    return VisitFeedback.objects.filter(written_by=user.pk if user else 0)


processing.register(
    Holding(
        key="memberships",
        activity="einrichtung",
        title="Zugehörigkeiten",
        models=("actors.Membership",),
        term="bis sie endet; mit dem Konto",
        rows=lambda: Membership.objects.all(),
        find=memberships,
        erase=lambda email, user: user.memberships.all().delete()[0] if user else 0,
    ),
    Holding(
        key="claims",
        activity="einrichtung",
        title="Anfragen „Das ist meine Einrichtung“",
        models=("actors.Claim",),
        term="ein Jahr nach der Entscheidung",
        rows=lambda: Claim.objects.all(),
        due=lambda today: claims_over(today).count(),
        task="mitwirkung",
        find=claims,
        erase=lambda email, user: _claims(user).delete()[0],
    ),
    Holding(
        key="invitations",
        activity="einrichtung",
        title="Einladungen",
        models=("actors.Invitation",),
        term="30 Tage nach Antwort oder Ablauf",
        rows=lambda: Invitation.objects.all(),
        due=lambda today: invitations_over(today).count(),
        task="mitwirkung",
        find=lambda email, user: list(_invitations(email, user).order_by("pk").values(*INVITATION)),
        erase=lambda email, user: Invitation.objects.filter(email__iexact=email).delete()[0],
    ),
    Holding(
        key="proposals",
        activity="vorschlag",
        title="Vorschläge und gemeldete Fehler",
        models=("actors.ChangeProposal",),
        term="die Adresse 30 Tage nach der Entscheidung",
        rows=lambda: ChangeProposal.objects.exclude(email=""),
        due=lambda today: senders_over(today).count(),
        task="mitwirkung",
        find=lambda email, user: list(_proposals(email, user).order_by("pk").values(*PROPOSAL)),
        erase=lambda email, user: ChangeProposal.objects.filter(email__iexact=email).update(
            email=""
        ),
        stays="Was über die Einrichtung gesagt wurde, bleibt ohne Adresse.",
    ),
    Holding(
        key="questions",
        activity="verzeichnis",
        title="Fragen „Stimmt noch alles?“",
        models=("actors.FreshnessAsk",),
        term="zwei Jahre",
        rows=lambda: FreshnessAsk.objects.all(),
        due=lambda today: asks_over(today).count(),
        task="frische",
        find=lambda email, user: list(_questions(email).order_by("pk").values(*QUESTION)),
        erase=lambda email, user: _questions(email).delete()[0],
    ),
    Holding(
        key="entries",
        activity="verzeichnis",
        title="Adressen im Verzeichnis",
        models=("actors.Actor", "actors.Contact", "actors.Offer"),
        term="solange der Eintrag besteht",
        rows=lambda: Actor.objects.exclude(email=""),
        find=lambda email, user: list(
            Actor.objects.filter(Q(email__iexact=email) | Q(contacts__email__iexact=email))
            .distinct()
            .order_by("pk")
            .values("name", "email", "phone")
        ),
        stays="Dienstliche Adressen einer Einrichtung ändert die Einrichtung oder das Büro im Eintrag.",
    ),
    Holding(
        key="enquiries",
        activity="anfrage",
        title="Anfragen an Lernorte",
        models=("actors.Enquiry",),
        term="E-Mails 30 Tage, der Prüfwert zwei Tage",
        rows=lambda: Enquiry.objects.exclude(sender=""),
        due=lambda today: mails_over(today).count(),
        task="anfragen",
    ),
    Holding(
        key="visits",
        activity="einrichtung",
        title="Rückmeldungen zu Besuchen",
        models=("actors.VisitFeedback",),
        term="solange das Angebot besteht; ohne Namen, sobald das Konto endet",
        rows=lambda: VisitFeedback.objects.exclude(written_by=None),
        find=lambda email, user: list(
            _visits(user).order_by("pk").values("reference", "text", "created_at")
        ),
        erase=lambda email, user: _visits(user).update(written_by=None),
        stays="Der Text bleibt ohne Namen.",
    ),
)
