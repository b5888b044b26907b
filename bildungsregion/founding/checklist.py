"""What a new portal still lacks: a list of steps, each with the page on which it is done."""

from collections.abc import Callable
from dataclasses import dataclass

from allauth.mfa.utils import is_mfa_enabled
from django.urls import reverse

from accounts.models import User
from actors.models import Actor, Municipality, Topic
from bildungsregion.base.models import OutgoingMail, Region
from bildungsregion.duties.checklist import missing
from funding.models import BudgetYear, Programme
from pages.models import ContactPoint


@dataclass(frozen=True, slots=True)
class Step:
    """``right`` is what doing it takes; ``lacks`` says what is missing, "" once it is done."""

    title: str
    why: str
    url: str
    right: str
    lacks: str

    @property
    def is_done(self) -> bool:
        return not self.lacks


def steps(region: Region, user) -> list[Step]:
    """In the order in which they are best done."""
    found = [
        _step("Angaben zum Büro", "Sie stehen auf jeder Seite und unter jeder E-Mail.",
              reverse("admin:base_region_changelist"), "base.change_region", lambda: _office(region)),
        _step("Gemeinden und Karte", "Nach ihnen wird gefiltert, und sie stehen auf der Karte.",
              reverse("admin:actors_municipality_changelist"), "actors.change_municipality", _places),
        _step("Themen", "Sie führen von der Startseite zu Einträgen und Terminen.",
              reverse("admin:actors_topic_changelist"), "actors.change_topic", _topics),
        _step("Ansprechstellen", "Wer wobei hilft, mit Arbeitsbereich statt Namen.",
              reverse("admin:pages_contactpoint_changelist"), "pages.change_contactpoint", _contacts),
        _step("Impressum, Datenschutz, Barrierefreiheit", "Ohne sie darf das Portal nicht öffentlich sein.",
              reverse("admin:bildungsregion_legalfacts_changelist"), "bildungsregion.view_legalfacts",
              lambda: _duties(region)),
        _step("Ihr zweiter Faktor", "Im Betrieb kommt ohne ihn niemand in die Verwaltung.",
              reverse("mfa_index"), "", lambda: "" if is_mfa_enabled(user) else "Noch nicht eingerichtet."),
        _step("Die Menschen im Büro", "Wer prüft und wer zeichnet, sind zwei Konten.",
              reverse("admin:accounts_user_changelist"), "accounts.add_user", _people),
        _step("Das Verzeichnis", "Am schnellsten geht es mit einer Tabelle.",
              reverse("admin:actors_actor_changelist"), "actors.add_actor", _actors),
        _step("E-Mails kommen an", "Schicken Sie sich aus einem Text des Büros eine Probe.",
              reverse("admin:base_textversion_changelist"), "base.view_textversion", _post),
    ]  # fmt: skip
    if region.has("funding"):
        found.append(
            _step("Förderprogramm und Haushaltsjahr", "Ohne offenes Jahr lässt sich nichts bewilligen.",
                  reverse("admin:funding_programme_changelist"), "funding.change_programme", lambda: _fund(region))
        )  # fmt: skip
    return found


def _step(title: str, why: str, url: str, right: str, look: Callable[[], str]) -> Step:
    return Step(title, why, url, right, look())


def _office(region: Region) -> str:
    names = (
        "office_street",
        "office_postcode",
        "office_city",
        "office_email",
        "office_phone",
        "enforcement_body",
    )
    empty = [
        region._meta.get_field(name).verbose_name for name in names if not getattr(region, name)
    ]
    if empty:
        return f"Es fehlen: {', '.join(map(str, empty))}."
    return (
        "Die E-Mail-Adresse ist noch ein Platzhalter."
        if region.office_email.endswith(".example")
        else ""
    )


def _places() -> str:
    rows = list(Municipality.objects.values_list("ags", "geometry"))
    if not rows:
        return "Es gibt noch keine Gemeinde."
    bare = sum(1 for ags, geometry in rows if ags and not geometry)
    return f"{bare} ohne Umriss auf der Karte." if bare else ""


def _topics() -> str:
    return "" if Topic.objects.published().exists() else "Es gibt noch kein Thema."


def _contacts() -> str:
    return "" if ContactPoint.objects.exists() else "Es gibt noch keine Ansprechstelle."


def _duties(region: Region) -> str:
    lacks = len(missing(region))
    if lacks > 1:
        return f"{lacks} Angaben fehlen oder sind noch Platzhalter."
    return "Eine Angabe fehlt oder ist noch ein Platzhalter." if lacks else ""


def _people() -> str:
    count = User.objects.filter(is_staff=True, is_active=True).count()
    return "" if count > 1 else "Es gibt erst ein Konto."


def _actors() -> str:
    return "" if Actor.objects.published().exists() else "Es gibt noch keinen Eintrag."


def _post() -> str:
    sent = OutgoingMail.objects.exclude(sent_at=None).exists()
    return "" if sent else "Noch hat keine E-Mail das Portal verlassen."


def _fund(region: Region) -> str:
    if not Programme.objects.filter(is_open=True).exists():
        return "Kein Programm nimmt Anträge an."
    if not BudgetYear.objects.filter(state=BudgetYear.State.OPEN).exists():
        return "Kein Haushaltsjahr ist offen."
    return "" if region.remedy_text else "Der Rechtsbehelf für die Bescheide fehlt."
