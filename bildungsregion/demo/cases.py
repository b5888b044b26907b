"""Plays the planned cases in the order in which their steps happened."""

import heapq
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from actors.models import Actor, Membership, Offer
from bildungsregion.base.errors import DomainError
from bildungsregion.base.models import OutgoingMail
from bildungsregion.base.money import euro
from funding import actions, offers
from funding.models import Application, Appointment, CheckItem, CostLine, Programme

from . import clock, logins, plan
from .plan import Case, Fate


# The example number of the German Bundesbank's IBAN registry entry.
IBAN = "DE89370400440532013000"
NO_MONEY = "Die Mittel des Haushaltsjahres sind bereits vollständig gebunden."
QUESTION = "Bitte reichen Sie das Angebot des Busunternehmens nach."
REFUSALS = (
    "Für dieselben Kosten zahlt bereits ein anderer Fonds den vollen Preis.",
    "Der Bus war nach Auskunft der Einrichtung schon verbindlich gebucht; das Vorhaben hatte damit begonnen.",
    "Die Rückfrage zu den Kosten blieb trotz Erinnerung unbeantwortet.",
)


class Office:
    """The people of the office who act in the cases."""

    def __init__(self):
        self.case_worker = User.objects.get(email=logins.email_of("sachbearbeitung"))
        self.signer = User.objects.get(email=logins.email_of("zeichnung"))


@transaction.atomic
def play(programme: Programme) -> int:
    """Play the year up to now; the number of cases begun."""
    now = timezone.now()
    eligible = Actor.objects.published().funding_eligible().select_related("municipality")
    favourites = list(eligible.filter(memberships__isnull=False).distinct())
    bookable = list(Offer.objects.published().select_related("actor__municipality").order_by("pk"))
    cases = plan.year(timezone.localdate(now), list(eligible), bookable, favourites)
    office, dice = Office(), Random(2025)
    queue: list[tuple[datetime, int, Iterator[datetime]]] = []
    for index, case in enumerate(cases):
        story = _story(case, programme, office, dice)
        heapq.heappush(queue, (next(story), index, story))
    while queue and queue[0][0] <= now:
        moment, index, story = heapq.heappop(queue)
        with clock.at(moment):
            following = next(story, None)
        if following is not None:
            heapq.heappush(queue, (max(following, moment), index, story))
    # Nobody wants a year of mail at the first click; the last day's may still go out.
    OutgoingMail.objects.waiting().filter(created_at__lt=now - timedelta(days=1)).update(
        sent_at=F("created_at")
    )
    return len(cases)


def _story(case: Case, programme: Programme, office: Office, dice: Random) -> Iterator[datetime]:
    """The case step by step; each yield says when the next step happens."""
    filed = _moment(case.filed_on, dice)
    yield filed - timedelta(hours=dice.randint(1, 30))
    head = _head_of(case.institution, office.case_worker)
    application = _fill_in(case, programme, head)
    if case.fate is Fate.DRAFT:
        return
    yield filed
    actions.submit(application=application, by=head, token=f"demo-{application.pk}")
    if case.fate is Fate.SUBMITTED:
        return
    yield filed + timedelta(days=dice.randint(1, 4), hours=1)
    actions.start_review(application=application, by=office.case_worker)
    if case.fate is Fate.WITHDRAWN:
        yield filed + timedelta(days=dice.randint(5, 9))
        actions.withdraw(application=application, by=head, note="Der Ausflug fällt leider aus.")
        return
    if case.fate in (Fate.ASKED, Fate.OVERDUE) or dice.random() < 0.12:
        days = 4 if case.fate is Fate.OVERDUE else 14
        _ask(application, office, days)
        if case.fate in (Fate.ASKED, Fate.OVERDUE):
            return
        yield filed + timedelta(days=dice.randint(7, 10))
        actions.answer_info(application=application, by=head, answer="Das Angebot liegt nun bei.")
    if case.fate is Fate.IN_REVIEW:
        return
    yield filed + timedelta(days=dice.randint(8, 12), hours=2)
    _propose(application, case.fate, office, dice)
    if case.fate is Fate.PROPOSED:
        return
    yield filed + timedelta(days=dice.randint(12, 24), hours=3)
    _sign(application, office)


def _moment(day: date, dice: Random) -> datetime:
    """Between seven in the morning and nine at night, when schools write applications."""
    return timezone.make_aware(
        datetime.combine(day, time(dice.randint(7, 20), dice.randint(0, 59)))
    )


def _head_of(institution: Actor, confirmed_by: AbstractBaseUser) -> User:
    member = (
        institution.memberships.select_related("user").filter(confirmed_at__isnull=False).first()
    )
    if member is not None:
        return member.user
    name = "Kita-Leitung" if institution.kind in ("kita", "krippe") else "Schulleitung"
    head = User.objects.create_user(f"leitung@{institution.slug[:50]}.example", name=name)
    Membership.objects.create(
        user=head,
        actor=institution,
        role="head",
        confirmed_at=timezone.now(),
        confirmed_by=confirmed_by,
    )
    return head


def _fill_in(case: Case, programme: Programme, head: User) -> Application:
    application = actions.create_draft(
        programme=programme, institution=case.institution, by=head, offer=case.offer
    )
    by_bus = any(cost.kind == "bus" for cost in case.travel)
    own = {
        "description": case.offer.summary,
        "travel_mode": "bus" if by_bus else ("opnv" if case.travel else "keine"),
        "bus_reason": "Zur Haltestelle ist es für die Gruppe zu Fuß zu weit." if by_bus else "",
        "third_party_name": "Förderverein" if case.third_party_cents else "",
        "third_party_cents": case.third_party_cents,
        "head_name": head.name,
        "contact_name": "Sekretariat" if "schul" in head.name.lower() else "Büro der Kita",
        "contact_phone": case.institution.phone,
        "iban": IBAN,
        "account_holder": f"{case.institution.municipality} (Träger)"[:120],
        "declared_not_begun": True,
        "declared_true": True,
        "declared_privacy": True,
        "delivery_consent": True,
    }
    for name, value in own.items():
        setattr(application, name, value)
    application.save()
    _add_visits(application, case)
    return application


def _add_visits(application: Application, case: Case) -> None:
    costs = offers.costs(case.offer, children=case.children, adults=case.adults)
    costs = [*case.travel, *costs] or [plan.Cost("sach", 30_00, label="Bastelmaterial")]
    for day in case.visits_on:
        appointment = Appointment.objects.create(
            application=application,
            starts_on=day,
            group_label=case.group,
            children=case.children,
            adults=case.adults,
        )
        CostLine.objects.bulk_create(
            CostLine(
                appointment=appointment,
                kind=cost.kind,
                label=cost.label,
                persons=cost.persons,
                unit_cents=cost.unit_cents,
                total_cents=cost.total_cents,
            )
            for cost in costs
        )


def _ask(application: Application, office: Office, days: int) -> None:
    actions.request_info(
        application=application,
        by=office.case_worker,
        items=[QUESTION],
        sections=[Application.Section.ATTACHMENTS],
        due_on=timezone.localdate() + timedelta(days=days),
    )


def _propose(application: Application, fate: Fate, office: Office, dice: Random) -> None:
    application.refresh_from_db()
    amount, reasons = application.computed_cents, ""
    if fate is Fate.REJECTED or not amount:
        amount, reasons = 0, dice.choice(REFUSALS)
    elif fate is Fate.PARTLY:
        amount = amount * 8 // 10
        reasons = f"Berechnet sind {euro(application.computed_cents)}; das Honorar ist nur zum Teil angemessen."
    for code in CheckItem.Code:
        actions.record_check(application=application, code=code, result="ok", by=office.case_worker)
    actions.propose(
        application=application, by=office.case_worker, amount_cents=amount, reasons=reasons
    )


def _sign(application: Application, office: Office) -> None:
    try:
        actions.sign(application=application, by=office.signer)
    except DomainError as refused:
        # The year's money is bound: the case comes back and ends as the council's budget has it.
        actions.send_back(application=application, by=office.signer, note=refused.message)
        actions.propose(
            application=application, by=office.case_worker, amount_cents=0, reasons=NO_MONEY
        )
        actions.sign(application=application, by=office.signer)
