"""From the button under a list to the last mail: subscribe, confirm, hear of something, leave."""

import re
import time
from datetime import UTC

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from bildungsregion import nightly
from bildungsregion.base.models import Subscription
from bildungsregion.base.subscriptions.actions import MOST_MAILS_A_DAY
from tests.factories.actors import make_actor, make_offer, make_topic
from tests.factories.subscriptions import make_subscription


pytestmark = pytest.mark.django_db
LINK = re.compile(r"http://127\.0\.0\.1:8000(/abo/\w+/[\w-]{43}/)")
ANSWER = "Fast geschafft: Wir haben Ihnen eine E-Mail geschickt."


@pytest.fixture
def subscribe(client, region, clock):
    """Opens the form of a list, waits, sends it; ``seconds`` is how long somebody typed."""

    def send(address="/abo/akteure/?art=kita", seconds=60, **changed):
        form = client.get(address).context["form"]
        typed = {
            "stamp": form["stamp"].value(), "email": "leitung@schule.example", "rhythm": "weekly", "homepage": "",
        } | changed  # fmt: skip
        later = clock.moment.timestamp() + seconds
        clock(clock.moment.fromtimestamp(later, tz=clock.moment.tzinfo))
        return client.post(address, typed)

    return send


def errors_of(response) -> list[str]:
    return [text for found in response.context["form"].errors.values() for text in found]


def link_in(mail) -> str:
    return LINK.search(mail.body)[1]


def html_of(mail) -> str:
    [html] = [part.content for part in mail.alternatives if part.mimetype == "text/html"]
    return html


def test_subscription_begins_with_the_button_behind_the_mail(client, subscribe, mailoutbox):
    asked = subscribe()

    assert (asked.status_code, asked["Location"]) == (302, "/akteure/?art=kita")
    assert ANSWER in client.get("/akteure/?art=kita").content.decode()
    [question] = mailoutbox
    assert question.subject == "Bitte bestätigen: Akteure abonnieren"
    assert "Akteure: Art: Kindertagesstätte" in question.body
    assert "List-Unsubscribe" not in question.extra_headers
    page = client.get(link_in(question))
    assert "Ja, ich möchte dieses Abo" in page.content.decode()
    assert not Subscription.objects.confirmed().exists()
    confirmed = client.post(link_in(question))
    assert confirmed["Location"] == "/akteure/?art=kita"
    assert "am Montag, 9. März, wenn" in client.get("/akteure/?art=kita").content.decode()
    assert Subscription.objects.confirmed().get().query == "art=kita"


def test_somebody_hears_of_a_new_kita_and_leaves(client, subscribe, mailoutbox, clock):
    make_actor("Alte Kita", kind="kita")
    nightly.run("abos")
    subscribe()
    client.post(link_in(mailoutbox.pop()))
    clock("2026-03-04 12:00")
    make_actor("Kita Sonnenschein", kind="kita", summary="Spielen im Wald.", slug="sonne")
    make_actor("Neue Schule")
    nightly.run("abos")
    assert mailoutbox == []
    clock("2026-03-09 04:10")

    nightly.run("abos")
    nightly.run("abos")

    [news] = mailoutbox
    assert (news.to, news.subject) == (["leitung@schule.example"], "Akteure: 1 Neuigkeit")
    told = (
        "Kita Sonnenschein",
        "Kindertagesstätte, Adendorf",
        "Spielen im Wald.",
        "/akteure/sonne/",
    )
    for text in (news.body, html_of(news)):
        assert [fact for fact in (*told, "Alte Kita", "Neue Schule") if fact in text] == list(told)
    left = client.post(link_in(news))
    assert "Das Abo ist beendet" in left.content.decode()
    assert not Subscription.objects.exists()
    clock("2026-03-16 04:10")
    make_actor("Noch eine Kita", kind="kita")
    nightly.run("abos")
    assert len(mailoutbox) == 1


def test_mail_speaks_both_ways_and_loads_nothing(region, mailoutbox, clock):
    make_actor()
    nightly.run("abos")
    subscription = make_subscription()
    clock("2026-03-09 04:10")
    make_actor("Schule <b>am</b> Markt & Co")

    nightly.run("abos")

    [mail] = mailoutbox
    message = mail.message()
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.get_payload()] == [
        "text/plain",
        "text/html",
    ]
    assert "Schule <b>am</b> Markt & Co" in mail.body
    assert "Schule &lt;b&gt;am&lt;/b&gt; Markt &amp; Co" in html_of(mail)
    assert not re.search(r"<img|<link|<script|src=|style=|url\(", html_of(mail))
    assert mail.extra_headers["List-Unsubscribe"] == (
        f"<http://127.0.0.1:8000/abo/abmelden/{subscription.key}/>"
    )
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail.reply_to == ["bildungsregion@landkreis.example"]


def test_mailbox_leaves_by_itself_without_a_cookie(region):
    client = Client(enforce_csrf_checks=True)
    subscription = make_subscription()
    address = subscription.leave_path

    looked = client.get(address)
    assert "Dieses Abo beenden?" in looked.content.decode()
    assert looked["X-Robots-Tag"] == "noindex"
    assert "no-store" in looked["Cache-Control"]
    assert Subscription.objects.exists()

    answers = [client.post(address, {"List-Unsubscribe": "One-Click"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert not Subscription.objects.exists()


@pytest.mark.parametrize("address", ["/abo/abmelden/x/", "/abo/bestaetigen/x/"])
def test_link_that_no_longer_holds_says_so(client, region, address):
    response = client.get(address)

    assert response.status_code == 404
    assert "Dieser Link gilt nicht mehr" in response.content.decode()


def test_confirming_twice_is_no_harm(client, subscribe, mailoutbox, clock):
    subscribe()
    client.post(link_in(mailoutbox[0]))
    first = Subscription.objects.get()
    clock("2026-03-10")

    again = client.post(link_in(mailoutbox[0]))

    assert again.status_code == 302
    assert Subscription.objects.get().told_until == first.told_until
    assert "Ihr Abo läuft schon" in client.get(link_in(mailoutbox[0])).content.decode()


def test_confirming_needs_the_button_on_the_page(subscribe, mailoutbox):
    client = Client(enforce_csrf_checks=True)
    subscribe()

    assert client.post(link_in(mailoutbox[0])).status_code == 403
    assert not Subscription.objects.confirmed().exists()


def test_answer_is_the_same_for_every_address(client, subscribe, mailoutbox):
    make_subscription(query="art=kita", email="bekannt@schule.example", title="Art: Kita")

    answers = []
    for email in ("bekannt@schule.example", "BEKANNT@schule.example", "neu@schule.example"):
        answer = subscribe(email=email)
        said = ANSWER in client.get(answer["Location"]).content.decode()
        answers.append((answer.status_code, answer["Location"], said))

    assert answers == [(302, "/akteure/?art=kita", True)] * 3
    assert [(mail.to[0].partition("@")[0], mail.subject) for mail in mailoutbox] == [
        ("bekannt", "Sie haben dieses Abo schon: Akteure"),
        ("bekannt", "Sie haben dieses Abo schon: Akteure"),
        ("neu", "Bitte bestätigen: Akteure abonnieren"),
    ]
    assert Subscription.objects.confirmed().get().rhythm == "weekly"


def test_nobody_is_bombed_with_questions(subscribe, mailoutbox, clock):
    for number in range(MOST_MAILS_A_DAY + 2):
        query = f"q=Wort{number}"
        answer = subscribe(f"/abo/akteure/?{query}", email=f"opfer+{number}@schule.example")
        assert (answer.status_code, answer["Location"]) == (302, f"/akteure/?{query}")

    assert len(mailoutbox) == MOST_MAILS_A_DAY
    subscribe(email="andere@schule.example")
    assert len(mailoutbox) == MOST_MAILS_A_DAY + 1
    clock("2026-03-03")
    subscribe(email="opfer@schule.example")
    assert len(mailoutbox) == MOST_MAILS_A_DAY + 2


def test_question_can_be_asked_again_with_another_rhythm(subscribe, mailoutbox):
    subscribe()
    subscribe(rhythm="monthly")

    assert Subscription.objects.get().rhythm == "monthly"
    assert link_in(mailoutbox[0]) == link_in(mailoutbox[1])
    assert "einmal im Monat" in mailoutbox[1].body


def test_double_click_writes_one_mail(client, subscribe, mailoutbox):
    response = subscribe()

    client.post("/abo/akteure/?art=kita", dict(response.wsgi_request.POST.items()))

    assert len(mailoutbox) == 1


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"email": "keine"}, "Bitte gültige E-Mail-Adresse eingeben."),
        ({"email": ""}, "Bitte füllen Sie dieses Feld aus."),
        ({"rhythm": "hourly"},
         "Bitte eine gültige Auswahl treffen. hourly ist keine gültige Auswahl."),
        ({"homepage": "x"}, "Bitte lassen Sie dieses Feld leer."),
        ({"seconds": 1}, "Das ging sehr schnell. Bitte prüfen Sie kurz und senden Sie noch einmal ab."),
        ({"address": "/abo/akteure/?q=jetzt+billig+kredit.example"},
         "Dieses Suchwort lässt sich nicht abonnieren. Bitte suchen Sie mit wenigen Wörtern."),
        ({"address": "/abo/akteure/?thema=gibtsnicht"},
         "Einen dieser Filter gibt es nicht. Bitte wählen Sie in der Liste noch einmal."),
        ({"address": "/abo/akteure/?q=" + "wort+" * 20},
         "Dieses Suchwort lässt sich nicht abonnieren. Bitte suchen Sie mit wenigen Wörtern."),
    ],
)  # fmt: skip
def test_bad_wish_is_said_in_a_sentence(subscribe, mailoutbox, changed, sentence):
    response = subscribe(**changed)

    assert (response.status_code, mailoutbox) == (422, [])
    assert errors_of(response) == [sentence]
    assert not Subscription.objects.exists()


def test_usual_search_words_can_be_subscribed_to(subscribe, mailoutbox):
    assert subscribe("/abo/akteure/?q=Förderverein+e.V.+").status_code == 302
    assert Subscription.objects.get().query == "q=F%C3%B6rderverein+e.V."
    assert "Suchwort: „Förderverein e.V.“" in mailoutbox[0].body


def test_unknown_list_is_not_there(client, region):
    assert client.get("/abo/gremien/").status_code == 404


def test_page_says_what_is_subscribed_to(client, region):
    make_topic("Inklusion")

    html = client.get("/abo/lernorte/?thema=inklusion&zur_schule=ja&seite=3").content.decode()

    assert "<dd>Thema: Inklusion, Kommt in Schule oder Kita</dd>" in html
    assert 'href="/lernorte/?thema=inklusion&amp;zur_schule=ja"' in html
    assert "<dd>alle Angebote der Lernorte</dd>" in client.get("/abo/lernorte/").content.decode()


@pytest.mark.parametrize(
    ("address", "is_told"),
    [
        ("/abo/veranstaltungen/?wann=heute", True),
        ("/abo/akteure/?standort=53.1,10.1", True),
        ("/abo/akteure/?art=kita&sortierung=name&seite=2", False),
    ],
)
def test_page_says_what_it_cannot_keep(client, region, address, is_told):
    assert ("Was nur im Augenblick gilt" in client.get(address).content.decode()) == is_told


def test_unconfirmed_wish_is_forgotten_after_a_week(subscribe, client, mailoutbox, clock):
    subscribe()
    clock("2026-03-09")
    nightly.run("abos")
    assert Subscription.objects.exists()
    clock("2026-03-10")

    nightly.run("abos")

    assert not Subscription.objects.exists()
    assert client.post(link_in(mailoutbox[0])).status_code == 404


def test_office_sees_no_address_and_takes_off_who_asks(office_client, clock):
    office = office_client("koordination")
    subscription = make_subscription(query="art=kita", title="Art: Kindertagesstätte")
    other = make_subscription(email="andere@kita.example")
    changelist = reverse("admin:base_subscription_changelist")

    html = office.get(changelist).content.decode()
    assert "l…@schule.example" in html
    assert "leitung@" not in html
    assert "Art: Kindertagesstätte" in html
    found = office.get(changelist, {"q": "leitung@schule.example"}).context["cl"].result_list
    assert list(found) == [subscription]
    assert not office.get(changelist, {"q": "leitung"}).context["cl"].result_list
    detail = office.get(reverse("admin:base_subscription_change", args=[subscription.pk]))
    assert subscription.key not in detail.content.decode()
    assert "leitung@" not in detail.content.decode()

    office.post(reverse("admin:base_subscription_delete", args=[subscription.pk]), {"post": "yes"})

    assert list(Subscription.objects.all()) == [other]


@pytest.mark.parametrize("number", [1, 3])
def test_lists_ask_no_more_because_they_can_be_followed(region, client, number):
    """Links to feed and subscription come without a query: what they need is chosen already."""
    for _ in range(number):
        make_offer()

    html = client.get("/lernorte/?art=lernort").content.decode()

    assert (
        '<a href="/abo/lernorte/?art=lernort" rel="nofollow">Diesen Filter per E-Mail abonnieren</a>'
        in html
    )


def test_limits_last_their_time_in_a_cache_of_the_database(subscribe, mailoutbox, settings):
    """That cache forgets what was counted up after five minutes, unless it is told how long."""
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "cache_entries",
        }
    }
    call_command("createcachetable", verbosity=0)

    subscribe()

    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, expires FROM cache_entries")
        found = dict(cursor.fetchall())
    hours = {}
    for key, expires in found.items():
        expires = parse_datetime(str(expires))
        moment = expires if timezone.is_aware(expires) else timezone.make_aware(expires, UTC)
        hours[key.rpartition(":")[0]] = round((moment.timestamp() - time.time()) / 3600)
    assert (hours[":1:subscriptions"], hours[":1:guard:subscription"]) == (24, 1)
