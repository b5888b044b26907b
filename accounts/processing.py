"""What accounts keep about people (bildungsregion/base/processing.py)."""

from datetime import date

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bildungsregion.base import processing
from bildungsregion.base.processing import Activity, Holding

from . import forgetting
from .models import AccountEvent, Deputyship, OfficeInvitation, User
from .nightly import INVITATIONS_KEPT, LOG_KEPT


processing.register(
    Activity(
        key="besuch",
        title=_("Wenn Sie die Seiten besuchen"),
        purpose=_("Damit Ihr Gerät die Seiten bekommt und der Betrieb sicher bleibt."),
        data=_("IP-Adresse, Uhrzeit, abgerufene Adresse"),
        people=_("alle, die das Portal besuchen"),
        recipients=_("nur wer das Portal technisch betreibt"),
        term=_("Protokolle des Servers: 14 Tage"),
    ),
    Activity(
        key="konto",
        title=_("Wenn Sie sich anmelden"),
        purpose=_("Damit Sie sich anmelden und für Ihre Einrichtung arbeiten können."),
        data=_(
            "E-Mail-Adresse, Name oder Funktion, Einrichtung, Zeit der letzten Anmeldung, Geräte"
        ),
        people=_("Ansprechpersonen von Einrichtungen, Mitarbeitende des Büros"),
        recipients=_("das Büro; bei einer Einrichtung deren Leitung"),
        term=_(
            "solange Sie das Konto nutzen; ungenutzte Konten nach 30 Tagen, lange stille nach zwei "
            "Jahren. Codes gelten zehn Minuten, Sitzungen höchstens zwölf Stunden."
        ),
    ),
)


def account(email: str, user: User | None) -> dict:
    if user is None:
        return {}
    said = ("email", "name", "joined_at", "last_login", "is_active", "is_staff")
    return {name: getattr(user, name) for name in said} | {
        "roles": list(user.groups.values_list("name", flat=True))
    }


def sessions(email: str, user: User | None) -> list[dict]:
    if user is None:
        return []
    rows = UserSession.objects.filter(user=user).order_by("pk")
    return list(rows.values("ip", "user_agent", "created_at", "last_seen_at"))


def erase_account(email: str, user: User | None) -> int:
    """Accounts of the office are handed over and closed by the administration instead."""
    if user is None or user.is_staff:
        return 0
    forgetting.erase(user)
    return 1


def _ended_sessions(today: date) -> int:
    return Session.objects.filter(expire_date__lt=timezone.now()).count()


processing.register(
    Holding(
        key="account",
        activity="konto",
        title="Konten",
        models=("accounts.User", "account.EmailAddress", "mfa.Authenticator"),
        term="30 Tage nie benutzt, sonst 24 Monate ohne Anmeldung (dann anonym)",
        rows=lambda: User.objects.exclude(email__endswith="@konto.invalid"),
        task="aufbewahrung",
        find=account,
        erase=erase_account,
        stays="Konten des Büros bleiben, bis die Administration sie beendet; die anderen werden gelöscht.",
    ),
    Holding(
        key="sessions",
        activity="konto",
        title="Sitzungen und Geräte",
        models=("usersessions.UserSession",),
        term="zwölf Stunden; Codes zur Anmeldung gelten zehn Minuten und stehen nur in der Sitzung",
        rows=lambda: UserSession.objects.all(),
        due=_ended_sessions,
        task="sitzungen",
        find=sessions,
    ),
    Holding(
        key="account_log",
        activity="konto",
        title="Protokoll der Konten",
        models=("accounts.AccountEvent", "accounts.KnownBrowser"),
        term="ein Jahr; Kennzeichen bekannter Browser, solange sie wiederkommen",
        rows=lambda: AccountEvent.objects.all(),
        due=lambda today: AccountEvent.objects.filter(
            taken_at__lt=timezone.now() - LOG_KEPT
        ).count(),
        task="zugaenge",
        find=lambda email, user: list(
            AccountEvent.objects.filter(user=user.pk if user else 0)
            .order_by("pk")
            .values("kind", "detail", "taken_at")
        ),
        stays="Das Protokoll wird nicht geändert; nach einem Jahr geht es von selbst.",
    ),
    Holding(
        key="office_invitations",
        activity="konto",
        title="Einladungen ins Büro",
        models=("accounts.OfficeInvitation",),
        term="ein halbes Jahr nach Ablauf",
        rows=lambda: OfficeInvitation.objects.all(),
        due=lambda today: OfficeInvitation.objects.filter(
            key_until__lt=timezone.now() - INVITATIONS_KEPT
        ).count(),
        task="zugaenge",
        find=lambda email, user: list(
            OfficeInvitation.objects.filter(email__iexact=email).values(
                "name", "email", "created_at"
            )
        ),
        stays="Sie gehen ein halbes Jahr nach Ablauf von selbst.",
    ),
    Holding(
        key="deputyships",
        activity="konto",
        title="Vertretungen",
        models=("accounts.Deputyship",),
        term="mit dem Konto",
        rows=lambda: Deputyship.objects.all(),
        find=lambda email, user: list(
            Deputyship.objects.filter(deputy=user.pk if user else 0).values(
                "role__name", "starts_on", "ends_on"
            )
        ),
        stays="Wer wen wann vertrat, gehört zu den Unterschriften.",
    ),
)
