"""What imprint, privacy page and accessibility statement still lack; one query for all of it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import Exists, Q, Subquery
from django.urls import reverse
from django.utils import timezone

from bildungsregion.base import processing
from bildungsregion.base.models import Region
from pages.models import Page

from .statement import AccessGap, AccessStatement, LegalFacts


# Words of the shipped texts that stand where the office's own facts belong.
PLACEHOLDERS = ("wird vor der Veröffentlichung", "vor der Veröffentlichung fest", ".example")
PAGES = {
    "impressum": "Impressum",
    "datenschutz": "Datenschutz",
    "barrierefreiheit": "Barrierefreiheit",
}
REGION = (
    ("office_name", "Name des Büros", "§ 5 Abs. 1 Nr. 1 DDG"),
    ("office_street", "Anschrift: Straße und Hausnummer", "§ 5 Abs. 1 Nr. 1 DDG"),
    ("office_city", "Anschrift: Ort", "§ 5 Abs. 1 Nr. 1 DDG"),
    ("office_email", "E-Mail-Adresse des Büros", "§ 5 Abs. 1 Nr. 2 DDG"),
    ("office_phone", "Telefonnummer des Büros", "§ 5 Abs. 1 Nr. 2 DDG"),
    ("authority_name", "Behörde, die das Portal anbietet", "§ 5 Abs. 1 Nr. 1 DDG"),
    ("enforcement_body", "Schlichtungsstelle des Landes", "Gleichstellungsgesetz des Landes"),
)
FACTS = (
    ("representative", "Wer die Behörde vertritt", "§ 5 Abs. 1 Nr. 1 DDG"),
    ("vat_id", "Umsatzsteuer-Identifikationsnummer oder „keine“", "§ 5 Abs. 1 Nr. 6 DDG"),
    ("content_responsible", "Wer für die Inhalte verantwortlich ist", "§ 18 Abs. 2 MStV"),
    ("controller", "Verantwortliche Stelle", "Art. 13 Abs. 1 Buchst. a DSGVO"),
    ("protection_officer", "Datenschutzbeauftragte oder -beauftragter", "Art. 13 Abs. 1 Buchst. b DSGVO"),
    ("processors", "Wer das Portal betreibt, oder „keine“", "Art. 13 Abs. 1 Buchst. e, Art. 28 DSGVO"),
    ("supervisory_authority", "Aufsicht über den Datenschutz", "Art. 13 Abs. 2 Buchst. d DSGVO"),
)  # fmt: skip
_FACT_NAMES = tuple(name for name, _what, _basis in FACTS)


@dataclass(frozen=True, slots=True)
class Missing:
    """``where`` groups them as the pages do; ``url`` is the one page where it is put right."""

    where: str
    what: str
    basis: str
    url: str


def missing(region: Region, today: date | None = None) -> list[Missing]:
    """Everything that is to do, in the order of the pages; empty where all is there."""
    today = today or timezone.localdate()
    said = _said(region, today)
    found = [
        *_of_region(region),
        *_of_facts(said),
        *_of_statement(said, today),
        *_of_pages(said),
    ]
    return sorted(found, key=lambda one: list(PAGES.values()).index(one.where))


def _said(region: Region, today: date) -> dict[str, Any]:
    """What the other rows say, by names of our own, whether there are any or not: ``facts_…`` the legal facts
    (None without a row), whether pages and statement are there and current."""
    legal = LegalFacts.objects.order_by("pk")
    asked = {f"facts_{name}": Subquery(legal.values(name)[:1]) for name in ("pk", *_FACT_NAMES)}
    for slug in PAGES:
        page = Page.objects.published().filter(slug=slug, original=None)
        words = Q()
        for placeholder in PLACEHOLDERS:
            words |= Q(body__contains=placeholder)
        asked |= {f"has_{slug}": Exists(page), f"waits_{slug}": Exists(page.filter(words))}
    statement = AccessStatement.objects.order_by("pk").values("reviewed_on")[:1]
    asked["statement_reviewed_on"] = Subquery(statement)
    asked["has_late_gap"] = Exists(AccessGap.objects.filter(closed_on=None, until__lt=today))
    return Region.objects.filter(pk=region.pk).values(**asked).get()


def _of_region(region: Region) -> list[Missing]:
    url = reverse("admin:bildungsregion_legalfacts_changelist")
    if admin.site.is_registered(Region):
        url = reverse("admin:base_region_change", args=[region.pk])
    found = []
    for name, what, basis in REGION:
        value = getattr(region, name).strip()
        if not value or value.endswith(".example"):
            found.append(
                Missing("Impressum", f"{what}{' (noch ein Platzhalter)' * bool(value)}", basis, url)
            )
    if not processing.land_law(region):
        what = "Landesrecht zur Datenverarbeitung"
        found.append(Missing("Datenschutz", what, "Art. 6 Abs. 3 DSGVO", url))
    return found


def _of_facts(said: dict[str, Any]) -> list[Missing]:
    pk = said["facts_pk"]
    url = (
        reverse("admin:bildungsregion_legalfacts_change", args=[pk])
        if pk
        else reverse("admin:bildungsregion_legalfacts_add")
    )
    return [
        Missing("Impressum" if number < 3 else "Datenschutz", what, basis, url)
        for number, (name, what, basis) in enumerate(FACTS)
        if not (said[f"facts_{name}"] or "").strip()
    ]


def _of_statement(said: dict[str, Any], today: date) -> list[Missing]:
    where, found = "Barrierefreiheit", []
    url = reverse("admin:bildungsregion_accessstatement_changelist")
    reviewed_on = said["statement_reviewed_on"]
    if reviewed_on is None:
        found.append(Missing(where, "Die Erklärung fehlt", "Gleichstellungsgesetz des Landes", url))
    elif AccessStatement(reviewed_on=reviewed_on).review_due_on <= today:
        what = f"Erklärung seit {reviewed_on:%d.%m.%Y} nicht überprüft"
        found.append(Missing(where, what, "mindestens jährlich", url))
    if said["has_late_gap"]:
        gaps = reverse("admin:bildungsregion_accessgap_changelist")
        found.append(Missing(where, "Eine Lücke sollte schon behoben sein", "eigene Zusage", gaps))
    return found


def _of_pages(said: dict[str, Any]) -> list[Missing]:
    url = reverse("admin:pages_page_changelist")
    found = []
    for slug, title in PAGES.items():
        if not said[f"has_{slug}"]:
            found.append(Missing(title, "Die Seite fehlt oder ist nicht veröffentlicht", "", url))
        elif said[f"waits_{slug}"]:
            what = (
                "Im Text steht noch ein Platzhalter („wird vor der Veröffentlichung …“, „.example“)"
            )
            found.append(Missing(title, what, "", f"{url}?q={slug}"))
    return found
