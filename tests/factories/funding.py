"""Cases in every state, made by the same actions that people use; nothing hidden in defaults."""

from datetime import date, timedelta
from hashlib import sha256

from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.crypto import get_random_string

from accounts.models import User
from actors.models import Actor, Membership, Municipality
from bildungsregion.base.models import Region
from bildungsregion.base.uploads import CheckedUpload
from funding import actions, budget
from funding.models import (
    Application,
    Appointment,
    BudgetYear,
    CheckItem,
    CostLine,
    PaymentOrder,
    Programme,
    Receipt,
    RuleSet,
    UsageReport,
)
from tests.factories.base import make_region


IBAN = "DE89370400440532013000"
REFERENCES = {
    "opnv": "Nr. 2 a der Richtlinie",
    "bus": "Nr. 2 a der Richtlinie",
    "entry": "Nr. 2 b der Richtlinie",
    "fees": "Nr. 2 c der Richtlinie",
}
OFFICE_RIGHTS = (
    "review_application",
    "propose_decision",
    "sign_decision",
    "view_application",
    "manage_budget",
    "confirm_payment",
    "order_payment",
    "run_payments",
)


def make_programme(**fields) -> Programme:
    """The fund; with another ``slug`` another programme, whose numbers begin with it."""
    defaults = {
        "slug": "kulturelle-bildung",
        "number_prefix": fields["slug"][:4].upper() if "slug" in fields else "KB",
        "name": "Fonds Kulturelle Bildung",
        "conditions": "Rechnungen aufheben.",
    }
    return Programme.objects.create(**defaults | fields)


def make_rule_set(programme: Programme | None = None, **fields) -> RuleSet:
    """The rules of 2017; give other figures as keywords."""
    defaults = {
        "programme": programme or make_programme(),
        "version": "2017",
        "valid_from": date(2017, 9, 25),
        "citation": "Richtlinie vom 25. September 2017",
        "references": REFERENCES,
    }
    return RuleSet.objects.create(**defaults | fields)


def make_budget_year(
    programme: Programme | None = None, *, allocated: int = 0, **fields
) -> BudgetYear:
    """The budget of 2026; ``allocated`` cents are booked."""
    year = BudgetYear.objects.create(
        **{"programme": programme or make_programme(), "year": 2026} | fields
    )
    if allocated:
        budget.allocate(
            year, allocated, by=make_user(), reason="Haushaltssatzung", key=get_random_string(12)
        )
    return year


def make_user(**fields) -> User:
    return User.objects.create_user(
        **{"email": f"konto-{get_random_string(8).lower()}@schule.example", "name": "Lehrkraft"}
        | fields
    )


def make_officer(*rights: str, **fields) -> User:
    """A member of the office with these permission codenames of funding; none named: all of them."""
    email = f"buero-{get_random_string(8).lower()}@landkreis.example"
    officer = make_user(**{"email": email, "name": "Sachbearbeitung", "is_staff": True} | fields)
    permissions = Permission.objects.filter(
        content_type__app_label="funding", codename__in=rights or OFFICE_RIGHTS
    )
    officer.user_permissions.set(permissions)
    return officer


def make_municipality(**fields) -> Municipality:
    defaults = {
        "name": "Adendorf",
        "slug": f"gemeinde-{get_random_string(8).lower()}",
        "kind": "gemeinde",
    }
    return Municipality.objects.create(**defaults | fields)


def make_school(**fields) -> Actor:
    defaults = {
        "name": "Grundschule Am Weinberg",
        "slug": f"schule-{get_random_string(8).lower()}",
        "kind": "grundschule",
        "street": "Scharnebecker Weg 15",
        "postcode": "21365",
        "city": "Adendorf",
    }
    return Actor.objects.create(
        municipality=fields.pop("municipality", None) or make_municipality(), **defaults | fields
    )


def make_member(institution: Actor, *, confirmed: bool = True, **fields) -> User:
    """A person of the institution."""
    user = make_user(**fields)
    pair = {"confirmed_at": timezone.now(), "confirmed_by": user} if confirmed else {}
    Membership.objects.create(user=user, actor=institution, role="contact", **pair)
    return user


def make_draft(
    *,
    programme: Programme | None = None,
    by: User | None = None,
    institution: Actor | None = None,
    days_ahead: int = 60,
    costs: tuple[dict, ...] = ({"kind": "bus", "total_cents": 350_00},),
    **fields,
) -> Application:
    """A complete draft: one appointment in 60 days, a bus for 350 euro; needs rules in force."""
    if not Region.objects.exists():
        make_region()
    programme = programme or Programme.objects.first() or make_programme()
    if not programme.rule_sets.exists():
        make_rule_set(programme)
    institution = institution or make_school()
    by = by or make_member(institution)
    application = actions.create_draft(programme=programme, institution=institution, by=by)
    filled = {
        "head_name": "Schulleitung",
        "contact_name": "Klassenleitung 3 b",
        "contact_email": by.email,
        "title": "Besuch im Salzmuseum",
        "field": "museal",
        "provider_name": "Deutsches Salzmuseum",
        "place": "Sülfmeisterstraße 1, Lüneburg",
        "municipality": institution.municipality,
        "travel_mode": "bus",
        "bus_reason": "Keine Verbindung vor 9 Uhr.",
        "iban": IBAN,
        "account_holder": "Gemeinde Adendorf",
        "declared_not_begun": True,
        "declared_true": True,
        "declared_privacy": True,
    }
    for name, value in (filled | fields).items():
        setattr(application, name, value)
    application.save()
    add_appointment(application, timezone.localdate() + timedelta(days=days_ahead), costs)
    return application


def add_appointment(
    application: Application, day: date, costs: tuple[dict, ...] = (), **fields
) -> Appointment:
    defaults = {"starts_on": day, "group_label": "Klasse 3 b", "children": 22, "adults": 2}
    appointment = Appointment.objects.create(application=application, **defaults | fields)
    for cost in costs:
        CostLine.objects.create(appointment=appointment, **cost)
    return appointment


def make_submitted(*, token: str = "", **fields) -> Application:
    """Filed, and its receipt made and sent, as it is a second later."""
    draft = make_draft(**fields)
    filed = actions.submit(
        application=draft, by=draft.created_by, token=token or get_random_string(20)
    )
    actions.acknowledge_all()
    return filed


def make_in_review(
    *, case_worker: User | None = None, checked: bool = True, **fields
) -> Application:
    """Taken up; all checks answered unless told otherwise."""
    case_worker = case_worker or make_officer()
    application = actions.start_review(application=make_submitted(**fields), by=case_worker)
    if checked:
        for code in CheckItem.Code:
            actions.record_check(application=application, code=code, result="ok", by=case_worker)
    return application


def make_proposed(
    *,
    case_worker: User | None = None,
    amount: int | None = None,
    reasons: str = "",
    budget_year: BudgetYear | None = None,
    **fields,
) -> Application:
    """Proposed with the computed amount; makes the budget year when there is none."""
    case_worker = case_worker or make_officer()
    application = make_in_review(case_worker=case_worker, **fields)
    if (
        budget_year is None
        and not application.programme.budget_years.filter(year=application.first_day.year).exists()
    ):
        make_budget_year(
            application.programme, year=application.first_day.year, allocated=50_000_00
        )
    actions.propose(
        application=application,
        by=case_worker,
        amount_cents=application.computed_cents if amount is None else amount,
        reasons=reasons,
        budget_year=budget_year,
    )
    application.refresh_from_db()
    return application


def make_decided(*, signer: User | None = None, **fields) -> Application:
    """Signed as proposed: approved, or rejected with ``amount=0, reasons="…"``."""
    application = make_proposed(**fields)
    actions.sign(application=application, by=signer or make_officer(name="Zeichnung"))
    application.refresh_from_db()
    return application


def let_pass(application: Application, days: int = 1) -> Application:
    """As if the appointments had ended so many days ago: tests need not move the clock for it."""
    last = application.last_day
    shift = (last - timezone.localdate()).days + days
    for row in application.appointments.all():
        row.starts_on -= timedelta(days=shift)
        row.ends_on -= timedelta(days=shift)
        row.save()
    if application.proof_due_on:
        due = application.proof_due_on - timedelta(days=shift)
        Application.objects.filter(pk=application.pk).update(proof_due_on=due)
    application.refresh_from_db()
    return application


def make_upload(content: bytes = b"Rechnung", name: str = "Rechnung.pdf") -> CheckedUpload:
    """A file as base.uploads hands it over."""
    return CheckedUpload(
        content=ContentFile(content, name=f"{get_random_string(32)}.pdf"),
        name=name,
        mime="application/pdf",
        extension="pdf",
        size=len(content),
        sha256=sha256(content).hexdigest(),
        pages=1,
    )


def prove(line: CostLine, *, by: User, number: str = "", content: bytes = b"", **fields) -> Receipt:
    """A receipt over the whole line, of yesterday, from a file of its own."""
    number = number or f"RE-{line.pk}"
    return actions.add_receipt(
        line=line,
        by=by,
        checked=make_upload(content or f"Rechnung {line.pk} {number}".encode()),
        number=number,
        **{
            "issued_on": timezone.localdate() - timedelta(days=1),
            "amount_cents": line.total_cents,
        }
        | fields,
    )


def actual_lines(application: Application):
    return CostLine.objects.filter(appointment__application=application, phase="actual")


def make_report(*, application: Application | None = None, **fields) -> UsageReport:
    """A complete report that is not sent yet: everything as planned, each line proven."""
    application = let_pass(application or make_decided(**fields))
    by = application.submitted_by
    actions.begin_report(application=application, by=by)
    for line in actual_lines(application):
        prove(line, by=by)
    return actions.save_report(application=application, by=by, text="Es war ein guter Tag.")


def make_reported(**fields) -> Application:
    application = make_report(**fields).application
    actions.submit_report(application=application, by=application.submitted_by)
    application.refresh_from_db()
    return application


def judge_all(application: Application, *, by: User) -> None:
    for receipt in Receipt.objects.filter(cost_line__appointment__application=application):
        actions.judge_receipt(receipt=receipt, by=by)


def make_settled(*, settler: User | None = None, **fields) -> Application:
    """Every receipt accepted; the order is laid out."""
    application = make_reported(**fields)
    settler = settler or make_officer()
    judge_all(application, by=settler)
    actions.settle(application=application, by=settler)
    application.refresh_from_db()
    return application


def confirm(order: PaymentOrder, *, by: User | None = None) -> PaymentOrder:
    """Confirmed factually and arithmetically by one person; the account is the authority's."""
    by = by or make_officer(name="Feststellung")
    actions.confirm_factual(order=order, by=by, payee=PaymentOrder.Payee.AUTHORITY)
    return actions.confirm_arithmetic(order=order, by=by)


def make_ordered(*, orderer: User | None = None, **fields) -> Application:
    application = make_settled(**fields)
    confirm(application.payment_order)
    actions.order_payment(application=application, by=orderer or make_officer(name="Anordnung"))
    return Application.objects.get(pk=application.pk)


def make_paid(**fields) -> Application:
    """Paid today, and closed by it."""
    application = make_ordered(**fields)
    actions.record_paid(
        order=application.payment_order, by=make_officer(name="Kasse"), paid_on=timezone.localdate()
    )
    return Application.objects.get(pk=application.pk)


def make_order_failed(**fields) -> Application:
    application = make_ordered(**fields)
    actions.record_failed(
        order=application.payment_order, by=make_officer(name="Kasse"), reason="IBAN unbekannt"
    )
    return Application.objects.get(pk=application.pk)
