"""How long sessions live, who hears of new ones, and how they end."""

import re
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts import sessions
from accounts.models import AccountEvent, KnownBrowser
from bildungsregion.duties.models import Report
from tests.factories.access import FIREFOX, PASSWORD, SAFARI, grow_old, make_officer, sign_in
from tests.factories.members import make_account


pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(region):
    return make_officer("redaktion")


@pytest.mark.parametrize(("minutes", "lives"), [(29, True), (31, False)])
def test_office_session_ends_after_half_an_hour_of_silence(officer, minutes, lives):
    client = sign_in(officer)
    grow_old(client, minutes=minutes)

    client.get("/verwaltung/")

    assert get_user(client).is_authenticated is lives


@pytest.mark.parametrize(("minutes", "lives"), [(59, True), (61, False)])
def test_session_of_an_institution_ends_after_an_hour_of_silence(region, client, minutes, lives):
    client.force_login(make_account(), backend="django.contrib.auth.backends.ModelBackend")
    grow_old(client, minutes=minutes)

    client.get(reverse("my_area"))

    assert get_user(client).is_authenticated is lives


def test_browser_forgets_its_pages_at_sign_out(officer):
    client = sign_in(officer)
    inside = client.get("/verwaltung/")
    out = client.post(reverse("account_logout"))
    after = client.post(reverse("account_logout"))

    found = [answer.headers.get("Clear-Site-Data") for answer in (inside, out, after)]
    assert found == [None, '"cache"', None]


def test_browser_forgets_its_pages_when_the_time_is_over(officer):
    client = sign_in(officer)
    grow_old(client, minutes=31)

    assert client.get("/verwaltung/").headers["Clear-Site-Data"] == '"cache"'


def test_session_ends_after_twelve_hours_however_busy(officer):
    client = sign_in(officer)
    session = client.session
    session[sessions.BEGAN] -= 12 * 60 * 60 + 1
    session.save()

    page = client.get("/verwaltung/", follow=True)

    assert not get_user(client).is_authenticated
    assert "Sie waren 12 Stunden angemeldet" in page.content.decode()


def test_text_sent_too_late_is_given_back_to_its_author_once(officer, region):
    client = sign_in(officer)
    grow_old(client, minutes=31)
    address = reverse("admin:base_region_change", args=[region.pk])

    secrets = dict.fromkeys(("password", "password2", "oldpassword", "code", "a-code"), "geheim")
    typed = {"claim": "Ein <b>langer</b> Leitsatz", "office_postcode": "21335", "postcode": "21337"}
    late = client.post(address, typed | secrets)
    client.post(reverse("account_login"), {"login": officer.email, "password": PASSWORD})
    page = client.get(address)

    assert late.status_code == 302
    assert (
        '<input type="hidden" name="claim" value="Ein &lt;b&gt;langer&lt;/b&gt; Leitsatz">'
        in page.content.decode()
    )
    assert '<input type="hidden" name="office_postcode" value="21335">' in page.content.decode()
    assert '<input type="hidden" name="postcode" value="21337">' in page.content.decode()
    assert "geheim" not in page.content.decode()
    assert "Ihre Eingaben sind noch da" not in client.get(address, follow=True).content.decode()


def test_text_sent_too_late_is_not_shown_to_somebody_else(officer):
    client = sign_in(officer)
    grow_old(client, minutes=31)
    other = make_officer("redaktion", email="andere@landkreis.example")

    client.post("/verwaltung/", {"text": "vertraulich"})
    client.post(reverse("account_login"), {"login": other.email, "password": PASSWORD})

    assert "vertraulich" not in client.get("/verwaltung/").content.decode()


def test_public_form_sent_too_late_is_done_and_not_given_back(officer, clock):
    client, address = sign_in(officer), reverse("report_barrier")
    stamp = re.search(r'name="stamp" value="([^"]+)"', client.get(address).text)[1]
    clock(timezone.now() + timedelta(seconds=20))
    grow_old(client, minutes=31)

    client.post(address, {"stamp": stamp, "page": "/akteure/", "message": "Kein Ton."})
    client.post(reverse("account_login"), {"login": officer.email, "password": PASSWORD})

    assert Report.objects.get().message == "Kein Ton."
    assert "Ihre Eingaben sind noch da" not in client.get(address).text


def test_sessions_are_listed_in_plain_words_with_shortened_address(officer):
    sign_in(officer, agent=SAFARI, address="198.51.100.23")
    client = sign_in(officer, agent=FIREFOX)

    page = client.get(reverse("usersessions_list")).content.decode()

    assert (
        page.index("Firefox unter Windows")
        < page.index("hier und jetzt")
        < page.index("Safari auf einem iPhone")
    )
    assert "198.51.100.…" in page
    assert "198.51.100.23" not in page


def test_another_session_is_ended_at_once(officer):
    lost, client = sign_in(officer, agent=SAFARI), sign_in(officer)
    row = UserSession.objects.get(session_key=lost.session.session_key)

    client.post(reverse("usersessions_end", args=[row.pk]))

    assert not get_user(lost).is_authenticated
    assert get_user(client).is_authenticated
    assert (
        AccountEvent.objects.filter(user=officer, kind="session_ended").get().detail
        == "Safari auf einem iPhone"
    )


def test_all_other_sessions_are_ended_together(officer):
    others, client = [sign_in(officer, agent=SAFARI), sign_in(officer)], sign_in(officer)

    client.post(reverse("usersessions_list"))

    assert [get_user(other).is_authenticated for other in others] == [False, False]
    assert get_user(client).is_authenticated


def test_session_of_somebody_else_is_not_there(officer):
    sign_in(make_officer("redaktion", email="andere@landkreis.example"))
    client = sign_in(officer)
    row = UserSession.objects.exclude(user=officer).get()

    assert client.post(reverse("usersessions_end", args=[row.pk])).status_code == 404
    assert UserSession.objects.filter(pk=row.pk).exists()


def test_new_password_ends_other_sessions_and_is_told(officer):
    lost, client = sign_in(officer), sign_in(officer)

    client.post(
        reverse("account_change_password"),
        {
            "oldpassword": PASSWORD,
            "password1": "ganz-anders-und-lang",
            "password2": "ganz-anders-und-lang",
        },
    )

    assert (get_user(lost).is_authenticated, get_user(client).is_authenticated) == (False, True)
    assert [m.subject for m in mail.outbox] == ["Ihr Passwort wurde geändert"]
    assert "Waren Sie das nicht?" in mail.outbox[0].body


def test_sign_in_from_an_unknown_browser_is_told_with_what_to_do(officer):
    sign_in(officer)
    sign_in(officer)
    quiet = len(mail.outbox)

    sign_in(officer, agent=SAFARI, address="198.51.100.23")

    assert quiet == 0
    assert mail.outbox[0].subject == "Neue Anmeldung an Ihrem Konto"
    assert "Safari auf einem iPhone, Netz 198.51.100.…" in mail.outbox[0].body
    assert "/konto/sitzungen/" in mail.outbox[0].body
    assert KnownBrowser.objects.filter(user=officer).count() == 2


def test_shut_account_is_out_with_the_next_click(officer):
    client = sign_in(officer)
    type(officer).objects.filter(pk=officer.pk).update(is_active=False)

    assert not get_user(client).is_authenticated


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (FIREFOX, "Firefox unter Windows"),
        (
            "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge unter Linux",
        ),
        ("", "Unbekannter Browser"),
    ],
)
def test_browsers_have_plain_names(agent, said):
    assert sessions.browser_of(agent) == said


@pytest.mark.parametrize(
    ("address", "said"),
    [("203.0.113.7", "203.0.113.…"), ("2001:db8::1", "2001:0db8:0000:…"), ("x", "unbekannt")],
)
def test_addresses_are_shortened(address, said):
    assert sessions.network_of(address) == said
