import re

import pytest
from django.contrib.auth import get_user
from django.test import Client
from django.urls import reverse

from accounts.models import User
from bildungsregion.base.models import OutgoingMail


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _outbox(settings, region):
    # Codes leave by the real outbox here: what is tested is that they stay confidential in it.
    settings.EMAIL_BACKEND = "bildungsregion.base.outbox.backend.OutboxBackend"


def ask_for_code(client, email, **extra):
    return client.post(reverse("account_request_login_code"), {"email": email, **extra})


def last_code():
    mail = OutgoingMail.objects.latest("pk")
    return re.search(r"\b\d{8}\b", mail.body)[0]


def test_a_new_address_signs_in_with_one_code_and_no_second_form(client):
    asked = ask_for_code(client, "leitung@grundschule.example")

    signed_in = client.post(reverse("account_confirm_login_code"), {"code": last_code()})

    assert asked.url == reverse("account_confirm_login_code")
    assert signed_in.url == reverse("my_area")
    user = get_user(client)
    assert (user.email, user.has_usable_password(), user.is_staff) == (
        "leitung@grundschule.example", False, False,
    )  # fmt: skip
    assert user.emailaddress_set.get().verified is True


def test_the_code_leads_on_to_where_the_visitor_wanted_to_go(client):
    client.post(
        reverse("account_request_login_code") + "?next=/dokumente/", {"email": "a@b.example"}
    )

    answer = client.post(
        reverse("account_confirm_login_code") + "?next=/dokumente/", {"code": last_code()}
    )

    assert answer.url == "/dokumente/"


def test_a_foreign_address_is_no_place_to_go_after_the_code(client):
    client.post(
        reverse("account_request_login_code"),
        {"email": "a@b.example", "next": "https://boese.example/"},
    )

    answer = client.post(
        reverse("account_confirm_login_code"),
        {"code": last_code(), "next": "https://boese.example/"},
    )

    assert answer.url == reverse("my_area")


def test_known_and_unknown_addresses_get_the_same_answer(client, django_user_model):
    django_user_model.objects.create_user("bekannt@kita.example")

    known = ask_for_code(client, "bekannt@kita.example")
    unknown = ask_for_code(client, "unbekannt@kita.example")

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert known.cookies.keys() == unknown.cookies.keys()
    assert [mail.subject for mail in OutgoingMail.objects.order_by("pk")] == [
        OutgoingMail.objects.earliest("pk").subject
    ] * 2


def test_a_wrong_code_says_so_and_the_fifth_ends_the_attempt(client):
    ask_for_code(client, "a@b.example")
    wrong = "00000000" if last_code() != "00000000" else "11111111"
    url = reverse("account_confirm_login_code")

    answers = [client.post(url, {"code": wrong}).status_code for _ in range(5)]

    assert answers == [200, 200, 200, 200, 302]
    assert client.post(url, {"code": last_code()}).status_code == 302
    assert not get_user(client).is_authenticated


def test_a_code_opens_one_session_only(client):
    ask_for_code(client, "a@b.example")
    code = last_code()
    client.post(reverse("account_confirm_login_code"), {"code": code})
    client.logout()

    again = client.post(reverse("account_confirm_login_code"), {"code": code})

    assert again.url == reverse("account_request_login_code")
    assert not get_user(client).is_authenticated


def test_a_shut_account_gets_no_code(client):
    User.objects.create_user("ehemals@schule.example", is_active=False)

    answer = ask_for_code(client, "ehemals@schule.example")

    assert answer.url == reverse("account_confirm_login_code")
    assert re.search(r"\b\d{8}\b", OutgoingMail.objects.get().body) is None


def test_the_sixth_code_within_an_hour_is_refused_and_says_when_it_goes_on(client):
    for _ in range(5):
        ask_for_code(client, "a@b.example")

    answer = ask_for_code(client, "a@b.example")

    assert OutgoingMail.objects.count() == 5
    assert answer.status_code == 429
    assert re.search(
        r"Zu viele Versuche in kurzer Zeit. Ab \d\d:\d\d Uhr geht es weiter.",
        answer.content.decode(),
    )
    assert ask_for_code(client, "andere@b.example").status_code == 302


def test_repeated_codes_count_as_codes_of_the_hour(client):
    for _ in range(4):
        ask_for_code(client, "a@b.example")
    for _ in range(3):
        client.post(reverse("account_confirm_login_code"), {"action": "resend"})

    assert OutgoingMail.objects.count() == 5


def test_a_network_address_gets_two_hundred_codes_an_hour(settings):
    rates = settings.ACCOUNT_RATE_LIMITS["request_login_code"].split(",")

    assert int(next(rate for rate in rates if rate.endswith("/h/ip")).split("/")[0]) >= 200


def test_the_session_holds_no_code_but_its_salted_hash(client):
    ask_for_code(client, "a@b.example")
    first = client.session["account_login"]["state"]["stages"]["login_by_code"]["data"]["code"]
    code = last_code()

    client.post(reverse("account_confirm_login_code"), {"action": "resend"})
    second = client.session["account_login"]["state"]["stages"]["login_by_code"]["data"]["code"]

    assert code not in str(dict(client.session.items()))
    assert first != second
    assert re.fullmatch(r"[0-9a-f]{32}\$[0-9a-f]{64}", second)


def test_a_code_asked_for_in_another_browser_opens_nothing(client):
    ask_for_code(client, "a@b.example")
    other = Client()
    ask_for_code(other, "wer@anders.example")
    code = re.search(r"\b\d{8}\b", OutgoingMail.objects.earliest("pk").body)[0]

    other.post(reverse("account_confirm_login_code"), {"code": code})

    assert not get_user(other).is_authenticated


def test_an_older_code_is_dead_once_a_new_one_is_sent(client):
    ask_for_code(client, "a@b.example")
    first = last_code()
    client.post(reverse("account_confirm_login_code"), {"action": "resend"})

    client.post(reverse("account_confirm_login_code"), {"code": first})

    assert not get_user(client).is_authenticated


def test_the_code_mail_is_confidential(client):
    ask_for_code(client, "a@b.example")

    assert OutgoingMail.objects.get().confidential is True


def test_registering_leads_to_the_one_form_there_is(client):
    assert client.get(reverse("account_signup")).url == reverse("account_request_login_code")


def test_an_address_in_other_case_is_the_same_account(client):
    User.objects.create_user("Leitung@Schule.example")

    ask_for_code(client, "LEITUNG@schule.EXAMPLE")

    assert User.objects.count() == 1
