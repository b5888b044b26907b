"""Who sees and does what with a case."""

import pytest
from django.contrib.auth.models import AnonymousUser

from funding import permissions
from funding.models import Application
from tests.factories.funding import (
    make_draft,
    make_member,
    make_officer,
    make_school,
    make_submitted,
    make_user,
)


@pytest.fixture
def case(db):
    return make_submitted()


def seen_by(user):
    return list(Application.objects.visible_to(user))


def test_strangers_see_nothing(case):
    stranger = make_member(make_school())

    for user in (AnonymousUser(), make_user(), stranger, make_user(is_staff=True)):
        assert seen_by(user) == []
        assert not permissions.can_view_application(user, case)
        assert not permissions.can_apply(user, case)


def test_confirmed_colleagues_share_the_cases_of_their_institution(case):
    colleague = make_member(case.institution)

    assert seen_by(colleague) == [case]
    assert permissions.can_apply(colleague, case)


def test_unconfirmed_member_sees_only_own_cases(case):
    newcomer = make_member(case.institution, confirmed=False)
    own = make_draft(institution=case.institution, by=newcomer, programme=case.programme)

    assert seen_by(newcomer) == [own]
    assert not permissions.can_apply(newcomer, case)


def test_access_ends_with_the_tie(case):
    case.institution.memberships.all().delete()

    assert seen_by(case.created_by) == []


def test_office_sees_what_was_filed_but_no_drafts(case):
    draft = make_draft(programme=case.programme)

    assert seen_by(make_officer("view_application")) == [case]
    assert not permissions.can_view_application(make_officer(is_superuser=True), draft)


def test_office_member_who_applies_as_a_parent_sees_the_own_draft(case):
    draft = make_draft(programme=case.programme)
    officer = make_member(draft.institution, is_staff=True, is_superuser=True)

    assert set(seen_by(officer)) == {case, draft}


@pytest.mark.parametrize(
    ("right", "check"),
    [
        ("review_application", permissions.can_review_application),
        ("propose_decision", permissions.can_propose_decision),
        ("sign_decision", permissions.can_sign_decision),
    ],
)
def test_each_office_step_asks_for_its_own_right(case, right, check):
    assert check(make_officer(right), case)
    assert not check(make_officer("view_application"), case)
    assert not check(make_officer(right, is_active=False), case)
    assert not check(make_member(case.institution, is_staff=True, is_superuser=True), case)


def test_budget_is_for_the_cashier(db):
    assert permissions.can_manage_budget(make_officer("manage_budget"))
    assert not permissions.can_manage_budget(make_officer("sign_decision"))


def test_who_wrote_a_case_is_biased_even_without_a_tie(case):
    writer = case.created_by
    writer.is_staff = writer.is_superuser = True
    case.institution.memberships.all().delete()

    assert permissions.has_conflict(writer, case)


def test_only_open_steps_can_be_edited(case):
    draft = make_draft(programme=case.programme)

    assert permissions.can_edit_application(draft.created_by, draft)
    assert not permissions.can_edit_application(make_officer(), draft)
    assert not permissions.can_edit_application(case.created_by, case)
