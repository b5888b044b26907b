"""The fund: its texts, the versions of its rules as figures, and the money of each year."""

from accounts.models import User
from funding import budget
from funding.models import BudgetYear, Programme, RuleSet
from pages.models import FaqEntry

from .folder import Folder
from .records import Book, Record, Ref, Row, Where, tables
from .region import faq_entry


FILE = "fund.toml"
TEXTS = (
    "name", "number_prefix", "introduction", "conditions", "proof_text", "privacy_text",
)  # fmt: skip
RATES = ("opnv_rate_bp", "bus_rate_bp", "entry_rate_bp", "fee_rate_bp")
SWITCHES = ("entry_threshold_inclusive", "allow_own_premises", "count_adults", "deduct_third_party")
# Who books the first money of a new installation: an account that nobody can sign in with.
SETUP_EMAIL = "ersteinrichtung@portal.example"


def read(folder: Folder, book: Book) -> None:
    content = folder.toml(FILE)
    if not content:
        return
    Row(book, Where(FILE), content).only("programme", "rule_sets", "budget_years", "faq")
    programme = _programme(
        Row(book, Where(FILE, entry="[programme]"), content.get("programme", {}))
    )
    book.add(programme)
    for row in tables(book, FILE, content, "rule_sets"):
        book.add(_rule_set(row, Ref(Programme, programme.key)))
    for row in tables(book, FILE, content, "budget_years"):
        book.budget_years.append(_budget_year(row))
    for number, row in enumerate(tables(book, FILE, content, "faq"), start=1):
        book.add(faq_entry(row, number * 10, about=FaqEntry.About.FUNDING))


def _programme(row: Row) -> Record:
    row.only("key", *TEXTS, "is_open", "lead_days", "lead_is_soft", "reason_modules")
    values = {name: row.text(name) for name in TEXTS} | {
        "slug": row.text("key"),
        "is_open": row.cells.get("is_open", True),
        "lead_days": row.whole("lead_days"),
        "lead_is_soft": row.cells.get("lead_is_soft", True),
        "reason_modules": row.listing("reason_modules"),
    }
    return Record(Programme, row.text("key"), row.where, values)


def _rule_set(row: Row, programme: Ref) -> Record:
    texts = ("version", "citation", "source_url", "legal_text")
    row.only(
        "key", *texts, *RATES, *SWITCHES, "valid_from", "entry_threshold", "fee_cap", "references"
    )
    valid_from, _ = row.vague_date("valid_from")
    values = {name: row.text(name) for name in texts} | {
        "programme": programme,
        "valid_from": valid_from,
        "entry_threshold_cents": row.cents("entry_threshold"),
        "fee_cap_cents": row.cents("fee_cap") if row.text("fee_cap") else None,
        "references": row.cells.get("references", {}),
    }
    values |= {name: row.whole(name) for name in RATES}
    values |= {name: row.cells.get(name) for name in SWITCHES}
    return Record(RuleSet, row.text("key"), row.where, values)


def _budget_year(row: Row) -> dict:
    row.only("year", "state", "allocated", "reason", "carry_in", "carry_in_reason")
    if row.text("state") not in BudgetYear.State.values:
        row.fail("state", f"Bekannt sind: {', '.join(BudgetYear.State.values)}.")
    return {
        "year": row.whole("year"),
        "state": row.text("state"),
        "allocated": row.cents("allocated"),
        "reason": row.text("reason"),
        "carry_in": row.cents("carry_in"),
        "carry_in_reason": row.text("carry_in_reason"),
    }


def write_budget_years(book: Book) -> tuple[int, int]:
    """Open the years that are not there yet; (made, already there).

    Years that exist are the office's: money moves by its own bookings only.
    """
    programme = Programme.objects.filter(import_key__in=book.records.get(Programme, {})).first()
    if programme is None:
        return 0, 0
    known = set(programme.budget_years.values_list("year", flat=True))
    missing = [plan for plan in book.budget_years if plan["year"] not in known]
    for plan in missing:
        _open_year(programme, plan)
    return len(missing), len(book.budget_years) - len(missing)


def _open_year(programme: Programme, plan: dict) -> None:
    year = BudgetYear.objects.create(programme=programme, year=plan["year"])
    by = setup_account()
    if plan["allocated"]:
        key = f"load:{programme.slug}:{year.year}:allocate"
        budget.allocate(year, plan["allocated"], by=by, reason=plan["reason"], key=key)
    if plan["carry_in"]:
        key = f"load:{programme.slug}:{year.year}:carry-in"
        budget.carry_in(year, plan["carry_in"], by=by, reason=plan["carry_in_reason"], key=key)
    year.state = plan["state"]
    year.save()


def setup_account() -> User:
    """Nobody signs in with it; it stands in the books and at the first invitation."""
    account = User.objects.filter(email=SETUP_EMAIL).first()
    return account or User.objects.create_user(SETUP_EMAIL, name="Ersteinrichtung", is_active=False)
