import pytest
from django.contrib.auth.models import Group, Permission

from accounts import roles
from accounts.models import User


pytestmark = pytest.mark.django_db


def test_every_role_becomes_a_group_with_its_permissions():
    Group.objects.all().delete()

    counts = roles.sync()

    assert counts == {role: len(roles.permissions_of(role)) for role in roles.ROLES}
    assert set(Group.objects.values_list("name", flat=True)) == set(roles.ROLES)


def test_a_permission_that_no_longer_stands_in_the_table_is_taken_away(monkeypatch):
    roles.sync()
    only = roles.task("Angaben der Region lesen", "lesend", "base.region: view")
    monkeypatch.setattr(roles, "SUBJECTS", (roles.Subject("Region", (only,)),))

    roles.sync()

    group = Group.objects.get(name="lesend")
    assert list(group.permissions.values_list("codename", flat=True)) == ["view_region"]


def test_an_unknown_permission_is_named_and_nothing_is_written(monkeypatch):
    Group.objects.all().delete()
    moon = roles.task("Zum Mond fliegen", "lesend", "funding: fly_to_the_moon")
    monkeypatch.setattr(roles, "SUBJECTS", (roles.Subject("Weltraum", (moon,)),))

    with pytest.raises(roles.UnknownPermission, match=r"lesend: funding\.fly_to_the_moon"):
        roles.sync()

    assert not Group.objects.exists()


def test_nobody_both_proposes_and_signs_by_role():
    four_eyes = {"funding.propose_decision", "funding.sign_decision"}

    both = [role for role in roles.ROLES if four_eyes <= roles.permissions_of(role)]

    assert both == []


def test_every_task_names_roles_that_there_are():
    named = {role for subject in roles.SUBJECTS for task in subject.tasks for role in task.by}

    assert named == set(roles.ROLES)
    assert {giver for role in roles.ROLES.values() for giver in role.given_by} <= set(roles.ROLES)
    assert all(role.second_factor for role in roles.ROLES.values())


def test_line_of_the_table_stands_for_its_permissions():
    line = roles.task("Pflegen", "redaktion", "actors.offer: view add", "funding: sign_decision")

    assert line.permissions == {
        "actors.view_offer",
        "actors.add_offer",
        "funding.sign_decision",
    }


def test_rights_of_a_person_and_of_the_roles_come_from_one_query(
    office_client, django_assert_num_queries
):
    person = User.objects.get(pk=office_client("lesend").user.pk)
    person.user_permissions.add(Permission.objects.get(codename="view_user"))

    with django_assert_num_queries(1):
        assert person.has_perm("accounts.view_user")
        assert person.has_perm("funding.view_application")
        assert not person.has_perm("funding.sign_decision")
        assert person.has_module_perms("funding")
        assert not person.has_module_perms("sites")
