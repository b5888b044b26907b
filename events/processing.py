"""What the calendar keeps about people (bildungsregion/base/processing.py)."""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bildungsregion.base import processing
from bildungsregion.base.processing import Activity, Holding

from .actions.moving_up import erase, never_confirmed, registrations_over
from .actions.submitting import senders_over, submissions_over
from .models import Registration, RegistrationLook, Submission


REGISTRATION = (
    "occurrence__event__title", "occurrence__starts_at", "state", "name", "email", "institution", "persons",
    "group_label", "needs_assistance", "needs_interpreter", "needs_note", "answers", "came", "created_at",
)  # fmt: skip
SUBMISSION = ("event__title", "email", "message", "state", "reason", "answer", "created_at")

processing.register(
    Activity(
        key="einreichung",
        title=_("Wenn Sie eine Veranstaltung einreichen"),
        purpose=_("Damit Sie Ihren Vorschlag bestätigen können und unsere Antwort bekommen."),
        data=_("E-Mail-Adresse, Ihre Nachricht; im Kalender steht die Adresse nie"),
        people=_("Menschen, die eine Veranstaltung vorschlagen"),
        recipients=_("das Büro"),
        term=_(
            "unbestätigt sieben Tage; die Adresse 30 Tage nach der Antwort, Abgelehntes ein halbes Jahr"
        ),
    ),
    Activity(
        key="anmeldung",
        title=_("Wenn Sie sich zu einer Veranstaltung anmelden"),
        purpose=_("Damit die Veranstaltenden wissen, wer kommt und was gebraucht wird."),
        data=_(
            "Name, E-Mail-Adresse, Einrichtung, Zahl der Personen, was Sie brauchen; keine Namen von Kindern"
        ),
        people=_("Menschen, die sich oder eine Gruppe anmelden"),
        recipients=_("die Veranstaltenden und das Büro; wer die Liste ansieht, wird vermerkt"),
        term=_(
            "beim Absagen sofort, sonst nach dem Termin, in der Regel 30 Tage danach; es bleiben nur Zahlen"
        ),
    ),
)


def _registrations(email: str):
    return Registration.objects.filter(email__iexact=email)


def erase_registrations(email: str, user) -> int:
    """What is over is emptied at once; who still comes calls it off with the link in the mail."""
    over = list(_registrations(email).filter(occurrence__current_until__lt=timezone.now()))
    erase(over)
    return len(over)


def _submissions(email: str, user):
    return Submission.objects.filter(
        Q(submitted_by=user.pk if user else 0) | Q(email__iexact=email)
    )


processing.register(
    Holding(
        key="registrations",
        activity="anmeldung",
        title="Anmeldungen",
        models=("events.Registration",),
        term="30 Tage nach dem Termin oder was die Veranstaltung sagt",
        rows=lambda: Registration.objects.filter(is_erased=False),
        due=lambda today: never_confirmed().count() + len(registrations_over(today)),
        task="anmeldungen",
        find=lambda email, user: list(_registrations(email).order_by("pk").values(*REGISTRATION)),
        erase=erase_registrations,
        stays="Anmeldungen zu Terminen, die noch kommen, bleiben: Absagen löscht sie sofort.",
    ),
    Holding(
        key="registration_looks",
        activity="anmeldung",
        title="Wer Anmeldelisten angesehen hat",
        models=("events.RegistrationLook",),
        term="ein Jahr",
        rows=lambda: RegistrationLook.objects.all(),
        task="anmeldungen",
        find=lambda email, user: list(
            RegistrationLook.objects.filter(viewed_by=user.pk if user else 0).values("viewed_at")
        ),
        stays="Der Nachweis, wer fremde Angaben gesehen hat, bleibt ein Jahr.",
    ),
    Holding(
        key="submitted_events",
        activity="einreichung",
        title="Eingereichte Veranstaltungen",
        models=("events.Submission",),
        term="unbestätigt 7, beantwortet 30, abgelehnt 180 Tage",
        rows=lambda: Submission.objects.exclude(email=""),
        due=lambda today: submissions_over(today).count() + senders_over(today).count(),
        task="einreichungen",
        find=lambda email, user: list(_submissions(email, user).order_by("pk").values(*SUBMISSION)),
        erase=lambda email, user: (
            _submissions(email, user).exclude(decided_at=None).update(email="", submitted_by=None)
        ),
        stays="Die Veranstaltung bleibt ohne Adresse; Offenes bleibt bis zur Antwort.",
    ),
)
