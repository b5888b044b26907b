import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.urls import reverse

from accounts.adapter import AccountAdapter
from accounts.models import AccountEvent
from tests.factories.access import PASSWORD, SECRET, code_of, grow_old, make_officer, sign_in
from tests.factories.base import make_region
from tests.factories.members import make_account


pytestmark = pytest.mark.django_db


@pytest.fixture
def strict(settings):
    settings.OFFICE_SECOND_FACTOR = True
    settings.OFFICE_CONFIRM_MINUTES = 15


@pytest.fixture
def officer(region):
    return make_officer("administration", secret=SECRET)


def test_a_visitor_of_the_office_is_led_to_the_password_page(client, region):
    answer = client.get("/verwaltung/", follow=True)

    assert answer.redirect_chain[-1][0].startswith(reverse("account_login"))
    assert answer.status_code == 200


def test_the_office_signs_in_by_password(client, region, settings):
    settings.OFFICE_SECOND_FACTOR = False
    staff = make_officer("redaktion")

    answer = client.post(
        reverse("account_login") + "?next=/verwaltung/",
        {"login": staff.email, "password": PASSWORD, "next": "/verwaltung/"},
    )

    assert answer.url == "/verwaltung/"


def test_without_second_factor_the_office_is_shut_and_leads_to_its_set_up(region, strict):
    client = sign_in(make_officer("redaktion"))

    page = client.get("/verwaltung/", follow=True)

    assert page.redirect_chain[-1][0] == reverse("mfa_index")
    assert "nur mit einem zweiten Faktor erreichbar" in page.content.decode()


def test_with_second_factor_the_office_opens(officer, strict):
    assert sign_in(officer, secret=SECRET).get("/verwaltung/").status_code == 200


def test_office_begins_with_today_and_institutions_with_their_own_area(region, rf):
    request, adapter = rf.get("/"), AccountAdapter()
    request.user = make_officer("redaktion")
    office = adapter.get_login_redirect_url(request)
    request.user.is_staff = False

    assert (office, adapter.get_login_redirect_url(request)) == ("/verwaltung/", reverse("my_area"))


def test_session_from_before_the_set_up_shows_the_factor_first(region, strict):
    officer = make_officer("redaktion")
    old = sign_in(officer)
    sign_in_later = Authenticator(user=officer, type="totp", data={"secret": SECRET})
    sign_in_later.save()

    page = old.get("/verwaltung/", follow=True)
    opened = old.post(page.redirect_chain[-1][0], {"code": code_of(), "next": "/verwaltung/"})

    assert page.redirect_chain[-1][0].startswith(reverse("mfa_reauthenticate"))
    assert opened.url == "/verwaltung/"
    assert old.get("/verwaltung/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_set_up_in_this_session_opens_the_office_and_shows_the_codes_once(strict):
    make_region()
    client = sign_in(make_officer("redaktion"))
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    done = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})

    first, second = client.get(done.url).content.decode(), client.get(done.url).content.decode()

    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    assert done.url == reverse("mfa_view_recovery_codes")
    assert all(code in first for code in codes)
    assert "data:text/plain" in first
    assert not any(code in second for code in codes)
    assert "sind 10 Codes von 10" in second
    assert client.get("/verwaltung/").status_code == 200
    assert [message.subject for message in mail.outbox] == ["Zweiter Faktor eingerichtet"]


def test_wrong_second_factor_lets_nobody_in_and_is_written_down(officer, strict):
    client = sign_in(officer)

    page = client.post(reverse("mfa_authenticate"), {"code": "000000"})

    assert "Dieser Code stimmt nicht" in page.content.decode()
    assert client.get("/verwaltung/").status_code == 302
    assert AccountEvent.objects.filter(user=officer, kind="factor_refused").count() == 1
    assert not AccountEvent.objects.filter(detail__contains="000000").exists()


def test_code_of_the_app_counts_once(officer, strict):
    sign_in(officer, secret=SECRET)

    again = sign_in(officer, secret=SECRET)

    assert again.get("/verwaltung/").status_code == 302


def test_tries_of_the_second_factor_are_limited(officer, strict):
    client = sign_in(officer)

    pages = [client.post(reverse("mfa_authenticate"), {"code": "000000"}) for _ in range(6)]

    assert "Zu viele Versuche" in pages[-1].content.decode()


def test_recovery_code_opens_once_and_few_are_warned_of(officer, strict):
    codes = RecoveryCodes.activate(officer)
    listed = codes.get_unused_codes()
    codes.instance.data["used_mask"] = 0b11_1111_1000
    codes.instance.save()
    client = sign_in(officer)

    opened = client.post(reverse("mfa_authenticate"), {"code": listed[0]}, follow=True)
    again = sign_in(officer).post(reverse("mfa_authenticate"), {"code": listed[0]})

    assert "Sie haben noch 2 Wiederherstellungs-Codes." in opened.content.decode()
    assert "Nur noch wenige Wiederherstellungs-Codes" in [m.subject for m in mail.outbox]
    assert "Dieser Code stimmt nicht" in again.content.decode()


def test_the_only_factor_of_somebody_in_the_office_stays(officer, strict):
    client = sign_in(officer, secret=SECRET)

    page = client.post(reverse("mfa_deactivate_totp"))

    assert "Bitte richten Sie zuerst einen anderen ein" in page.content.decode()
    assert Authenticator.objects.filter(user=officer, type="totp").exists()


def test_the_only_key_of_somebody_in_the_office_stays(region, strict):
    officer = make_officer("redaktion")
    key = Authenticator.objects.create(user=officer, type="webauthn", data={"name": "Schlüssel"})
    client = sign_in(officer)

    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "mfa", "at": 9e12, "reauthenticated": True}
    ]
    session["account_authentication_methods_user"] = str(officer.pk)
    session.save()
    client.post(reverse("mfa_remove_webauthn", args=[key.pk]))

    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_an_institution_has_no_business_in_the_office(school_client):
    answer = school_client.get("/verwaltung/", follow=True)

    assert answer.redirect_chain == [("/verwaltung/login/?next=/verwaltung/", 302)]
    assert answer.status_code == 403


def test_a_signed_in_page_is_stored_by_nobody(school_client):
    assert "no-store" in school_client.get(reverse("styleguide"))["Cache-Control"]


def test_wrong_password_reads_the_same_for_known_and_unknown_addresses(officer, client):
    known = client.post(reverse("account_login"), {"login": officer.email, "password": "falsch"})
    unknown = client.post(
        reverse("account_login"), {"login": "wer@nirgends.example", "password": "falsch"}
    )

    bodies = [page.content.decode().replace(officer.email, "x").replace("wer@nirgends.example", "x")
              for page in (known, unknown)]  # fmt: skip
    assert known.status_code == unknown.status_code == 200
    assert len(bodies[0]) == len(bodies[1])
    assert AccountEvent.objects.filter(kind="refused").count() == 2


def test_sixth_wrong_password_is_told_to_wait(officer, client):
    for _ in range(5):
        client.post(reverse("account_login"), {"login": officer.email, "password": "falsch"})

    page = client.post(reverse("account_login"), {"login": officer.email, "password": PASSWORD})

    assert page.status_code == 429
    assert "Zu viele Versuche" in page.content.decode()


def test_old_proof_is_asked_again_and_what_was_sent_is_then_done(officer, strict):
    person = make_officer("redaktion", email="kollegin@landkreis.example", secret=SECRET)
    client = sign_in(officer, secret=SECRET)
    grow_old(client, minutes=16)
    address = reverse("admin:accounts_user_reset", args=[person.pk])

    asked = client.post(address)
    kept = Authenticator.objects.filter(user=person).count()
    done = client.post(asked.url, {"password": PASSWORD, "next": address})

    assert (asked.status_code, kept) == (302, 1)
    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert done.url == reverse("admin:accounts_user_change", args=[person.pk])
    assert not Authenticator.objects.filter(user=person).exists()


def test_wrong_password_costs_the_same_whoever_it_is(officer, client, monkeypatch):
    counted, encode = [], MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda *given: counted.append(1) or encode(*given)
    )
    make_officer("redaktion", email="zu@landkreis.example", is_active=False)
    make_account("ohne@schule.example")

    work = []
    for email in (
        officer.email,
        "zu@landkreis.example",
        "ohne@schule.example",
        "wer@nirgends.example",
    ):
        counted.clear()
        client.post(reverse("account_login"), {"login": email, "password": "falsch"})
        work.append(len(counted))

    assert work == [work[0]] * 4


def test_way_over_the_second_factor_leads_to_no_foreign_place(officer, strict):
    client = sign_in(officer, secret=SECRET)

    answer = client.get(reverse("account_second_factor"), {"next": "https://boese.example/"})

    assert answer.url == "/verwaltung/"
