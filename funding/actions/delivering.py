"""The clock of a letter: fetched in the portal, posted, or sent again another way."""

from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from bildungsregion.base.errors import DomainError
from funding import delivery, emails, permissions
from funding.models import Application, Delivery, Letter, Step

from .acknowledging import acknowledge
from .cases import lock, save


@transaction.atomic
def record_fetch(*, letter: Letter, by) -> Delivery | None:
    """Somebody of the institution has opened the letter in the portal; only the first time counts.

    Gives the delivery it set the clock of, else None: a look by the office, a letter that goes by
    post, or one whose ten days are over and that is no longer provided (§ 41 (2a) VwVfG).
    """
    application = lock(letter.application)
    waiting = letter.deliveries.current().filter(channel=Delivery.Channel.PORTAL)
    found = waiting.filter(fetched_at__isnull=True).first()
    of_institution = Application.objects.filter(pk=application.pk).of_member(by).exists()
    today = timezone.localdate()
    if found is None or not of_institution or today > found.last_day_to_fetch:
        return None
    found.fetched_at, found.fetched_by = timezone.now(), by
    found.deemed_on = delivery.known_after_fetch(today)
    found.save()
    return found


@transaction.atomic
def record_posted(*, sent: Delivery, by, posted_on: date) -> Delivery:
    """The letter was handed to the post that day; from then on the fourth day counts."""
    _demand_right(sent.letter, by)
    sent = Delivery.objects.select_related("letter").get(pk=sent.pk)
    if sent.channel != Delivery.Channel.POST or sent.ended_on:
        raise DomainError("Dieses Schreiben geht nicht mit der Post.")
    if sent.notified_at is not None:
        raise DomainError("Dieses Schreiben ist schon zur Post gegeben.")
    if not timezone.localdate(sent.letter.issued_at) <= posted_on <= timezone.localdate():
        raise DomainError("Der Tag liegt vor dem Schreiben oder in der Zukunft.")
    # Noon, so that the day stays the day whatever the clock's zone.
    sent.notified_at = timezone.make_aware(datetime.combine(posted_on, time(12)))
    sent.notified_by = by
    sent.deemed_on = delivery.known_after_sending(posted_on)
    sent.save()
    return sent


@transaction.atomic
def send_again(*, letter: Letter, channel: str, by) -> Delivery:
    """Send a letter another way (Delivery.Channel), for example by post after ten days; the way before ends.

    Raises DomainError for the portal without consent, and for mail without an address.
    """
    _demand_right(letter, by)
    application = letter.application
    channel = Delivery.Channel(channel)
    if channel == Delivery.Channel.PORTAL and not application.delivery_consent:
        raise DomainError("Die Einrichtung hat dem Abruf im Portal nicht zugestimmt.")
    if channel != Delivery.Channel.POST and not application.contact_email:
        raise DomainError("Für diesen Weg fehlt eine E-Mail-Adresse.")
    if letter.kind in Letter.INTERNAL:
        raise DomainError("Dieses Schreiben geht nicht an die Einrichtung.")
    letter = acknowledge(letter=letter)
    begun = delivery.begin(letter, by=by, channel=channel)
    if channel == Delivery.Channel.PORTAL:
        emails.letter_ready(application, letter)
    elif channel == Delivery.Channel.EMAIL:
        emails.letter_sent(application, letter)
    return begun


@transaction.atomic
def choose_delivery(
    *, application: Application, by, in_portal: bool, version: int | None = None
) -> Application:
    """The institution agrees to fetch its letters in the portal, or wants them by post from now on.

    For letters still to come: what is on its way stays on it. Noted in the log. Raises DomainError.
    """
    application = lock(application, version)
    closed = application.is_draft or application.anonymised_on is not None
    if closed or not permissions.can_apply(by, application):
        raise DomainError("Wie die Schreiben kommen, lässt sich hier gerade nicht ändern.")
    if in_portal and not application.contact_email:
        raise DomainError("Dafür fehlt uns eine E-Mail-Adresse, an die wir die Nachricht schicken.")
    if application.delivery_consent == in_portal:
        return application
    application.delivery_consent = in_portal
    Step.objects.create(
        application=application,
        verb="choose_delivery",
        from_status=application.status,
        to_status=application.status,
        note_public="Künftig im Portal." if in_portal else "Künftig mit der Post.",
        taken_by=by,
    )
    save(application)
    return application


def _demand_right(letter: Letter, by) -> None:
    application = lock(letter.application)
    may = permissions.can_review_application(by, application) or permissions.can_sign_decision(
        by, application
    )
    if not may:
        raise DomainError("Sie dürfen dieses Schreiben nicht versenden.")
