import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.urls import reverse

from accounts.models import User


pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(region):
    return User.objects.create_superuser("buero@landkreis.example", "ein-langes-passwort-1")


def test_a_visitor_of_the_office_is_led_to_the_password_page(client, region):
    answer = client.get("/verwaltung/", follow=True)

    assert answer.redirect_chain[-1][0].startswith(reverse("account_login"))
    assert answer.status_code == 200


def test_the_office_signs_in_by_password(client, staff, settings):
    settings.OFFICE_SECOND_FACTOR = False

    answer = client.post(
        reverse("account_login") + "?next=/verwaltung/",
        {"login": staff.email, "password": "ein-langes-passwort-1", "next": "/verwaltung/"},
    )

    assert answer.url == "/verwaltung/"


def test_without_second_factor_the_office_is_shut_and_leads_to_its_set_up(client, staff, settings):
    settings.OFFICE_SECOND_FACTOR = True
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")

    answer = client.get("/verwaltung/login/?next=/verwaltung/")

    assert answer.url == reverse("mfa_index")
    assert client.get("/verwaltung/").status_code == 302


def test_with_second_factor_the_office_opens(client, staff, settings):
    settings.OFFICE_SECOND_FACTOR = True
    TOTP.activate(staff, generate_totp_secret())
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")

    assert client.get("/verwaltung/").status_code == 200


def test_an_institution_has_no_business_in_the_office(school_client):
    answer = school_client.get("/verwaltung/", follow=True)

    assert answer.redirect_chain == [("/verwaltung/login/?next=/verwaltung/", 302)]
    assert answer.status_code == 403


def test_a_signed_in_page_is_stored_by_nobody(school_client):
    assert "no-store" in school_client.get(reverse("styleguide"))["Cache-Control"]
