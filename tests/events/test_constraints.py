"""Each constraint of the calendar's rows, broken once."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from events.models import GroupTerms, Holiday, Submission
from tests.factories.events import make_event
from tests.factories.office import make_person


pytestmark = pytest.mark.django_db
TODAY = "2026-03-02"


def breaks(name: str):
    return pytest.raises(IntegrityError, match=name)


def make_submission(**fields) -> Submission:
    event = fields.pop("event", None) or make_event(is_published=False)
    return Submission.objects.create(event=event, email="verein@beispiel.example", **fields)


def test_ages_in_the_wrong_order_are_refused():
    with breaks("event_ages_in_order"), transaction.atomic():
        make_event(age_from=10, age_to=6)


def test_picture_without_its_description_is_refused():
    with breaks("event_image_is_described"), transaction.atomic():
        make_event(image="events/bild.webp", image_alt="Ein Chor", image_author="Museum")


def test_holidays_that_end_before_they_begin_are_refused():
    with breaks("holiday_in_order"), transaction.atomic():
        Holiday.objects.create(
            name="Ferien", slug="ferien", first_on="2026-03-10", last_on="2026-03-09"
        )


def test_groups_that_end_below_their_beginning_are_refused():
    with breaks("group_terms_sizes_in_order"), transaction.atomic():
        GroupTerms.objects.create(
            event=make_event(), field="museal", group_size_min=20, group_size_max=10
        )


def test_submission_waits_for_its_mail():
    with breaks("submission_open_is_confirmed"), transaction.atomic():
        make_submission(state="open")


def test_decision_names_its_person():
    with breaks("submission_decided_pair"), transaction.atomic():
        make_submission(state="accepted", confirmed_on=TODAY, decided_at=timezone.now())


def test_decision_belongs_to_a_state():
    person = make_person("redaktion")

    with breaks("submission_decided_has_state"), transaction.atomic():
        make_submission(
            state="open", confirmed_on=TODAY, decided_at=timezone.now(), decided_by=person
        )


def test_refusal_without_a_reason_is_refused():
    person = make_person("redaktion")

    with breaks("submission_refusal_has_reason"), transaction.atomic():
        make_submission(
            state="refused", confirmed_on=TODAY, decided_at=timezone.now(), decided_by=person
        )


def test_open_submissions_come_oldest_first():
    waiting = [make_submission(state="open", confirmed_on=TODAY) for _ in range(2)]
    make_submission()

    assert list(Submission.objects.open()) == waiting
