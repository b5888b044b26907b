import pytest
from allauth.account.models import EmailAddress

from accounts import roles
from accounts.roles import ROLES
from actors.models import Actor, Municipality
from bildungsregion.demo import logins as demo_logins
from tests.factories.base import make_region


@pytest.fixture
def school(db):
    town = Municipality.objects.create(
        name="Adendorf", slug="adendorf", kind="gemeinde", ags="03355001"
    )
    return Actor.objects.create(
        name="Grundschule", slug="grundschule", kind="grundschule", municipality=town
    )


def emails() -> list[str]:
    return [user.email.removesuffix("@demo.example") for user in demo_logins.existing()]


def test_each_role_gets_an_account_that_can_sign_in(region, school):
    roles.sync()

    demo_logins.make(region)
    demo_logins.make(region)

    assert emails() == [*ROLES, "grundschule"]
    for user in demo_logins.existing()[:-1]:
        assert user.is_staff
        assert user.check_password(demo_logins.PASSWORD)
        assert [group.name for group in user.groups.all()] == [user.email.split("@")[0]]
    assert EmailAddress.objects.filter(verified=True, primary=True).count() == len(ROLES) + 1


def test_applicant_speaks_for_a_real_institution_and_has_no_password(region, school):
    roles.sync()

    demo_logins.make(region)

    applicant = demo_logins.existing()[-1]
    assert list(Actor.objects.of_user(applicant)) == [school]
    assert not applicant.has_usable_password()
    assert not applicant.is_staff


def test_region_without_the_fund_has_no_accounts_for_it(school):
    roles.sync()

    demo_logins.make(make_region(modules=[]))

    assert emails() == ["redaktion", "koordination", "administration"]
