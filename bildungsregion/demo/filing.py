"""How a case of the demonstration begins: its people, what the form says, and paper that comes by post."""

from datetime import timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone

from accounts.models import User
from actors.models import Actor, Membership
from funding import actions, offers
from funding.models import Application, Appointment, CostLine, Delivery, Programme

from . import plan
from .plan import Case
from .played import Office
from .shown import Ending


# The example number of the German Bundesbank's IBAN registry entry.
IBAN = "DE89370400440532013000"


def is_on_paper(case: Case) -> bool:
    return case.ending is Ending.ON_PAPER


def head_of(institution: Actor, confirmed_by: AbstractBaseUser) -> User:
    """Who speaks for the institution; a role with an address nobody has."""
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


def fill_in(case: Case, programme: Programme, head: User, office: Office) -> Application:
    """The draft with everything the form asks for; on paper the office writes it."""
    on_paper = is_on_paper(case)
    application = actions.create_draft(
        programme=programme,
        institution=case.institution,
        by=office.case_worker if on_paper else head,
        offer=case.offer,
        on_behalf=on_paper,
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
        "delivery_consent": not on_paper,
    }
    for name, value in own.items():
        setattr(application, name, value)
    application.save()
    _add_visits(application, case)
    return application


def submit(application: Application, head: User, office: Office) -> None:
    """File it; a paper application counts from the day before, and its receipt goes by post."""
    token = f"demo-{application.pk}"
    if not application.on_behalf:
        actions.submit(application=application, by=head, token=token)
        actions.acknowledge_all()
        return
    today = timezone.localdate()
    by = office.case_worker
    actions.submit(
        application=application, by=by, token=token, received_on=today - timedelta(days=1)
    )
    actions.acknowledge_all()
    for sent in Delivery.objects.to_post().filter(letter__application=application):
        actions.record_posted(sent=sent, by=by, posted_on=today)


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
                for_adults=cost.for_adults,
            )
            for cost in costs
        )
