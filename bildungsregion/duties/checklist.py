"""What imprint, privacy page and accessibility statement still lack; one query for all of it."""

from dataclasses import dataclass
from datetime import date

from django.contrib import admin
from django.db.models import Exists, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

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


@dataclass(frozen=True, slots=True)
class Missing:
    """``where`` groups them as the pages do; ``url`` is the one page where it is put right."""

    where: str
    what: str
    basis: str
    url: str


def missing(region: Region, today: date | None = None) -> list[Missing]:
    """Everything that is to do, in the order of the pages; empty where all is there."""
    facts = _facts(today or timezone.localdate()).first()
    found = [
        *_of_region(region),
        *_of_facts(facts),
        *_of_statement(facts, today),
        *_of_pages(facts),
    ]
    return sorted(found, key=lambda one: list(PAGES.values()).index(one.where))


def _facts(today: date) -> QuerySet[LegalFacts]:
    """The row of facts with what the other rows say: whether pages and statement are there and current."""
    shown = {}
    for slug in PAGES:
        page = Page.objects.published().filter(slug=slug, original=None)
        words = Q()
        for placeholder in PLACEHOLDERS:
            words |= Q(body__contains=placeholder)
        shown |= {f"has_{slug}": Exists(page), f"waits_{slug}": Exists(page.filter(words))}
    gaps = AccessGap.objects.filter(closed_on=None, until__lt=today)
    statement = AccessStatement.objects.order_by("pk").values("reviewed_on")[:1]
    rows = LegalFacts.objects.annotate(
        statement_reviewed_on=Subquery(statement), has_late_gap=Exists(gaps), **shown
    )
    return rows.order_by("pk")


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
    return found


def _of_facts(facts: LegalFacts | None) -> list[Missing]:
    url = (
        reverse("admin:bildungsregion_legalfacts_change", args=[facts.pk])
        if facts
        else reverse("admin:bildungsregion_legalfacts_add")
    )
    return [
        Missing("Impressum" if number < 3 else "Datenschutz", what, basis, url)
        for number, (name, what, basis) in enumerate(FACTS)
        if not facts or not getattr(facts, name).strip()
    ]


def _of_statement(facts: LegalFacts | None, today: date | None) -> list[Missing]:
    where, basis = "Barrierefreiheit", "Gleichstellungsgesetz des Landes"
    url = reverse("admin:bildungsregion_accessstatement_changelist")
    if facts is None or facts.statement_reviewed_on is None:
        return [Missing(where, "Die Erklärung fehlt", basis, url)]
    found = []
    reviewed = AccessStatement(reviewed_on=facts.statement_reviewed_on)
    if reviewed.review_due_on <= (today or timezone.localdate()):
        what = f"Erklärung seit {facts.statement_reviewed_on:%d.%m.%Y} nicht überprüft"
        found.append(Missing(where, what, "mindestens jährlich", url))
    if facts.has_late_gap:
        gaps = reverse("admin:bildungsregion_accessgap_changelist")
        found.append(Missing(where, "Eine Lücke sollte schon behoben sein", "eigene Zusage", gaps))
    return found


def _of_pages(facts: LegalFacts | None) -> list[Missing]:
    url = reverse("admin:pages_page_changelist")
    if facts is None:
        return []
    found = []
    for slug, title in PAGES.items():
        if not getattr(facts, f"has_{slug}"):
            found.append(Missing(title, "Die Seite fehlt oder ist nicht veröffentlicht", "", url))
        elif getattr(facts, f"waits_{slug}"):
            what = (
                "Im Text steht noch ein Platzhalter („wird vor der Veröffentlichung …“, „.example“)"
            )
            found.append(Missing(title, what, "", f"{url}?q={slug}"))
    return found
