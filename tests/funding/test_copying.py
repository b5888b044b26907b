"""Again, quickly: like last time, the parallel class, and what came on paper."""

from datetime import date, timedelta

import pytest

from bildungsregion.base.errors import DomainError
from funding import actions, change_plan, completeness, permissions, workflow
from funding.models import Application, CheckItem, Delivery
from tests.factories.funding import (
    IBAN,
    add_appointment,
    let_pass,
    make_decided,
    make_member,
    make_officer,
    make_paid,
    make_programme,
    make_rule_set,
    make_school,
    make_submitted,
)


def test_like_last_time_is_a_draft_with_new_days(db):
    case = make_paid()

    draft = actions.copy_application(application=case, by=case.submitted_by)

    assert (draft.status, draft.title, draft.iban) == ("draft", case.title, IBAN)
    row, copy = case.appointments.get(), draft.appointments.get()
    assert copy.starts_on == row.starts_on + timedelta(weeks=52)
    assert copy.starts_on.weekday() == row.starts_on.weekday()
    assert (copy.group_label, copy.children, copy.actual_children) == ("Klasse 3 b", 22, None)
    assert [line.phase for line in copy.cost_lines.all()] == ["plan"]
    assert (draft.declared_true, draft.delivery_consent, draft.third_party_cents) == (
        False,
        False,
        0,
    )


def test_old_case_is_moved_as_many_years_as_it_needs(db, today):
    case = let_pass(make_decided(), days=800)

    draft = actions.copy_application(application=case, by=case.submitted_by)

    assert today < draft.first_day <= today + timedelta(weeks=52)


def test_sibling_keeps_the_day_and_asks_for_the_group(db):
    case = make_submitted()

    draft = actions.copy_application(application=case, by=case.submitted_by, sibling=True)

    assert (draft.first_day, draft.appointments.get().group_label) == (case.first_day, "")
    assert change_plan.current(draft)[0].costs == change_plan.current(case)[0].costs


def test_same_token_copies_once(db):
    case = make_submitted()

    drafts = {
        actions.copy_application(application=case, by=case.submitted_by, token="formular")
        for _ in range(2)
    }

    assert len(drafts) == 1
    assert draft_days(drafts.pop()) == 1


def draft_days(draft):
    return draft.appointments.count()


def test_copy_is_complete_but_for_the_declarations(db, today):
    case = make_submitted()
    draft = actions.copy_application(application=case, by=case.submitted_by)

    assert [problem.section for problem in completeness.problems(draft, today)] == ["pruefen"]


def test_strangers_copy_nothing(db):
    case = make_submitted()
    for by in (make_member(make_school()), make_officer()):
        with pytest.raises(DomainError, match="nicht wiederholen"):
            actions.copy_application(application=case, by=by)
    Application.objects.filter(pk=case.pk).update(anonymised_on=date(2026, 1, 1))
    with pytest.raises(DomainError, match="nur noch Zahlen"):
        actions.copy_application(
            application=Application.objects.get(pk=case.pk), by=case.submitted_by
        )


@pytest.fixture
def typist(db):
    return make_officer(name="Poststelle")


def typed_in(typist, today, *, received_on=None, **fields):
    """A paper application as the office types it in: complete, without an address for mail."""
    programme = make_programme()
    make_rule_set(programme)
    school = make_school()
    draft = actions.create_draft(programme=programme, institution=school, by=typist, on_behalf=True)
    filled = {
        "head_name": "Schulleitung", "contact_name": "Sekretariat", "title": "Ausflug", "field": "museal",
        "provider_name": "Museum", "place": "Lüneburg", "municipality": school.municipality, "iban": IBAN,
        "account_holder": "Gemeinde", "declared_not_begun": True, "declared_true": True, "declared_privacy": True,
    }  # fmt: skip
    for name, value in (filled | fields).items():
        setattr(draft, name, value)
    draft.save()
    costs = ({"kind": "opnv", "total_cents": 50_00},)
    add_appointment(draft, today + timedelta(days=60), costs)
    return actions.submit(application=draft, by=typist, token="papier", received_on=received_on)


def test_paper_counts_from_the_day_it_came(typist, today, mailoutbox, region):
    case = typed_in(typist, today, received_on=today - timedelta(days=5))

    assert (case.status, case.on_behalf, case.submitted_by) == ("submitted", True, typist)
    assert case.received_on == today - timedelta(days=5)
    assert not case.institution.memberships.exists()
    assert mailoutbox == []
    [waiting] = Delivery.objects.to_post()
    assert waiting.letter.kind == "receipt"


def test_typist_may_review_but_never_signs_or_orders(typist, today, region):
    case = typed_in(typist, today)

    assert not permissions.has_conflict(typist, case)
    assert permissions.can_review_application(typist, case)
    assert not permissions.can_sign_decision(typist, case)
    assert not permissions.can_order_payment(typist, case)
    case = actions.start_review(application=case, by=typist)
    for code in CheckItem.Code:
        actions.record_check(application=case, code=code, result="ok", by=typist)
    assert workflow.available(case, typist) == [
        "request_info", "put_on_waitlist", "propose", "withdraw",
    ]  # fmt: skip


def test_office_answers_for_paper_but_for_nothing_else(typist, today, region):
    case = typed_in(typist, today)
    other = make_submitted(programme=case.programme)

    assert permissions.can_apply(make_officer("review_application"), case)
    assert not permissions.can_apply(typist, other)
    assert not permissions.can_apply(make_officer("sign_decision"), case)
    tied = make_member(case.institution, confirmed=False, is_staff=True, is_superuser=True)
    assert permissions.has_conflict(tied, case)
    assert not permissions.can_type_in(tied, case.institution)


def test_paper_draft_is_seen_by_its_typist(typist, today, region):
    programme = make_programme()
    draft = actions.create_draft(
        programme=programme, institution=make_school(), by=typist, on_behalf=True
    )

    assert list(Application.objects.visible_to(typist)) == [draft]
    assert list(Application.objects.visible_to(make_officer())) == []


def test_only_the_office_types_in(typist, today, region):
    school = make_school()
    tied = make_member(school, is_staff=True, is_superuser=True)
    for by in (make_member(school), tied, make_officer("view_application")):
        with pytest.raises(DomainError, match="nicht erfassen"):
            actions.create_draft(
                programme=make_programme(slug=str(by.pk), number_prefix=str(by.pk)[:4]),
                institution=school,
                by=by,
                on_behalf=True,
            )


def test_day_of_receipt_is_for_paper_and_not_ahead(typist, today, region):
    with pytest.raises(DomainError, match="nur für Papieranträge"):
        typed_in(typist, today, received_on=today + timedelta(days=1))
