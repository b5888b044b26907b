"""What the portal as a whole keeps about people (bildungsregion/base/processing.py)."""

from django.utils.translation import gettext_lazy as _

from .base import processing
from .base.processing import CONSENT, LEGAL_DUTY, Activity, Holding
from .base.scanning.models import HeldFile
from .base.subscriptions.actions import unconfirmed_over
from .base.subscriptions.models import Subscription
from .duties import actions
from .duties.models import DataRequest, Report


SUBSCRIPTION = ("email", "list", "title", "query", "rhythm", "asked_on", "confirmed_on")
REPORT = (
    "number",
    "kind",
    "page",
    "reason",
    "message",
    "name",
    "email",
    "state",
    "answer",
    "created_at",
)
REQUEST = (
    "number", "wish", "name", "email", "reference", "address", "received_on", "state", "answer", "created_at",
)  # fmt: skip

processing.register(
    Activity(
        key="abo",
        title=_("Wenn Sie eine Liste abonnieren"),
        purpose=_(
            "Damit Sie von Neuem in der gewählten Liste hören; was Sie lesen, zählt niemand."
        ),
        data=_("E-Mail-Adresse, die gewählten Filter und wie oft Sie Post möchten"),
        people=_("Menschen, die eine Liste abonnieren"),
        recipients=_("niemand außer dem Betrieb des Portals"),
        term=_(
            "bis Sie das Abo beenden, mit einem Klick aus jeder E-Mail; unbestätigt sieben Tage"
        ),
        basis=CONSENT,
    ),
    Activity(
        key="barriere",
        title=_("Wenn Sie eine Barriere melden"),
        purpose=_("Damit wir die Barriere finden, beseitigen und Ihnen antworten können."),
        data=_("die Seite und was nicht geht; Name und E-Mail-Adresse nur, wenn Sie möchten"),
        people=_("Menschen, die eine Barriere melden"),
        recipients=_("das Büro"),
        term=_("zwölf Monate nach der Antwort, die E-Mails 30 Tage"),
    ),
    Activity(
        key="meldung",
        title=_("Wenn Sie einen Eintrag melden"),
        purpose=_("Damit das Büro Ihre Meldung prüfen, entscheiden und begründen kann."),
        data=_("der Eintrag, Ihr Grund, Name und E-Mail-Adresse"),
        people=_("Menschen, die einen Inhalt melden"),
        recipients=_("das Büro; die Einrichtung erfährt die Entscheidung, nicht Ihren Namen"),
        term=_("zwölf Monate nach der Entscheidung, die E-Mails 30 Tage"),
        basis=f"{LEGAL_DUTY} mit Art. 16 und 17 DSA",
    ),
    Activity(
        key="betroffene",
        title=_("Wenn Sie Auskunft oder Löschung verlangen"),
        purpose=_("Damit Sie Ihre Rechte wahrnehmen können und wir das nachweisen."),
        data=_(
            "Name, E-Mail-Adresse, Ihr Anliegen, wie wir Sie erkannt haben (nie eine Kopie vom Ausweis)"
        ),
        people=_("alle, die nach ihren Daten fragen"),
        recipients=_("das Büro und die oder der Datenschutzbeauftragte"),
        term=_("drei Jahre nach der Antwort"),
        basis=f"{LEGAL_DUTY} mit Art. 12, 15 und 17 DSGVO",
    ),
    Holding(
        key="subscriptions",
        activity="abo",
        title="Abonnements",
        models=("base.Subscription",),
        term="bis zur Abmeldung, unbestätigt sieben Tage",
        rows=lambda: Subscription.objects.all(),
        due=lambda today: unconfirmed_over(today).count(),
        task="abos",
        find=lambda email, user: list(
            Subscription.objects.filter(email__iexact=email).order_by("pk").values(*SUBSCRIPTION)
        ),
        erase=lambda email, user: Subscription.objects.filter(email__iexact=email).delete()[0],
    ),
    Holding(
        key="held_files",
        activity="konto",
        title="Dateien, die der Virenscanner zurückhält",
        models=("base.HeldFile",),
        term="bis die Datei sauber ist; mit Fund 30 Tage",
        rows=lambda: HeldFile.objects.exclude(sender=None),
        task="virenpruefung",
        find=lambda email, user: list(
            HeldFile.objects.filter(sender=user).values("name", "state", "created_at")
            if user
            else ()
        ),
    ),
    Holding(
        key="reports",
        activity="barriere",
        title="Meldungen von Barrieren und Einträgen",
        models=("bildungsregion.Report", "bildungsregion.DutyStep"),
        term="zwölf Monate nach der Antwort (einstellbar)",
        rows=lambda: Report.objects.filter(is_erased=False),
        due=lambda today: actions.reports_over(today).count(),
        task="meldungen",
        find=lambda email, user: list(
            Report.objects.filter(email__iexact=email).order_by("pk").values(*REPORT)
        ),
        erase=actions.erase_reports,
        stays="Offene Meldungen bleiben, bis sie beantwortet sind.",
    ),
    Holding(
        key="data_requests",
        activity="betroffene",
        title="Auskunft und Löschung",
        models=("bildungsregion.DataRequest",),
        term="36 Monate nach der Antwort (einstellbar)",
        rows=lambda: DataRequest.objects.filter(is_erased=False),
        due=lambda today: actions.requests_over(today).count(),
        task="meldungen",
        find=lambda email, user: list(
            DataRequest.objects.filter(email__iexact=email).order_by("pk").values(*REQUEST)
        ),
        stays="Der Nachweis, dass gefragt und geantwortet wurde, bleibt drei Jahre (Art. 5 Abs. 2 DSGVO).",
    ),
)
