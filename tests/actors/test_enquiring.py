"""A group asks a learning place: both get a mail, machines get nowhere, people lose nothing they typed."""

from datetime import date

import pytest

from accounts.models import User
from actors import actions
from actors.actions import MOST_ENQUIRIES_A_DAY
from actors.enquiries import Asked
from actors.models import Enquiry, Membership
from bildungsregion.base.guard import FASTEST_SECONDS, LONGEST_SECONDS
from bildungsregion.base.models import OutgoingMail
from bildungsregion.base.outbox import queue_mail
from tests.factories.actors import make_actor, make_offer


pytestmark = pytest.mark.django_db
FACTS = (
    "Kinder oder Jugendliche: 24",
    "Erwachsene: 2",
    "Wann: 4. Mai, vormittags",
    "Ein Kind sitzt im Rollstuhl.",
)
SUCCESS = "Ihre Anfrage ist unterwegs. Eine Kopie geht an leitung@schule.example."


@pytest.fixture
def offer(region):
    museum = make_actor("Museum", kind="museum", email="info@museum.example")
    return make_offer("Salz sieden", slug="salz", actor=museum)


@pytest.fixture
def asking(client, offer, clock):
    """Opens the form, waits, sends it; ``seconds`` is how long somebody typed."""

    def send(seconds=60, **changed):
        form = client.get("/lernorte/salz/anfragen/").context["form"]
        typed = {
            "stamp": form["stamp"].value(), "institution": "Grundschule Vögelsen", "name": "A. Leitung",
            "email": "leitung@schule.example", "children": "24", "adults": "2", "dates": "4. Mai, vormittags",
            "message": "Ein Kind sitzt im Rollstuhl.", "homepage": "",
        } | changed  # fmt: skip
        later = clock.moment.timestamp() + seconds
        clock(clock.moment.fromtimestamp(later, tz=clock.moment.tzinfo))
        return client.post("/lernorte/salz/anfragen/", typed)

    return send


def errors_of(response) -> list[str]:
    return [sentence for sentences in response.context["form"].errors.values() for sentence in sentences]  # fmt: skip


def test_enquiry_reaches_the_provider_and_comes_back_as_a_copy(client, asking, mailoutbox):
    response = asking()

    assert (response.status_code, response["Location"]) == (302, "/lernorte/salz/")
    assert SUCCESS in client.get("/lernorte/salz/").content.decode()
    to_provider, copy = mailoutbox
    assert (to_provider.to, to_provider.reply_to) == (["info@museum.example"], ["leitung@schule.example"])  # fmt: skip
    assert to_provider.subject == "Anfrage über das Portal: Salz sieden (Grundschule Vögelsen)"
    for fact in FACTS:
        assert fact in to_provider.body
        assert fact in copy.body
    assert (copy.to, copy.subject) == (["leitung@schule.example"], "Ihre Anfrage: Salz sieden")


def test_enquiry_is_counted_without_its_person(asking):
    asking()

    enquiry = Enquiry.objects.get()
    assert (enquiry.offer.slug, enquiry.children, enquiry.adults) == ("salz", 24, 2)
    assert "leitung" not in enquiry.sender


def test_offer_may_have_its_own_address(asking, offer, mailoutbox):
    offer.enquiry_email = "paedagogik@museum.example"
    offer.save()

    asking()

    assert mailoutbox[0].to == ["paedagogik@museum.example"]


def test_enquiry_without_a_known_address_goes_to_the_office(client, asking, offer, mailoutbox):
    told = "Der Lernort bekommt Ihre Anfrage per E-Mail"
    assert told in client.get("/lernorte/salz/anfragen/").content.decode()
    offer.actor.email = ""
    offer.actor.save()
    assert told not in client.get("/lernorte/salz/anfragen/").content.decode()

    asking()

    assert mailoutbox[0].to == ["bildungsregion@landkreis.example"]
    assert "Bitte leiten Sie sie weiter" in mailoutbox[0].body
    assert "das sie an den Lernort weitergibt" in mailoutbox[1].body


def test_offer_that_nobody_would_answer_has_no_form(client, offer, region):
    offer.actor.email = region.office_email = ""
    offer.actor.save()
    region.save()

    assert client.get("/lernorte/salz/anfragen/").status_code == 404
    assert "Beim Lernort anfragen" not in client.get("/lernorte/salz/").content.decode()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"institution": ""}, "Bitte füllen Sie dieses Feld aus."),
        ({"email": "keine"}, "Bitte gültige E-Mail-Adresse eingeben."),
        ({"children": "0"}, "Dieser Wert muss größer oder gleich 1 sein."),
        ({"children": "viele"}, "Bitte eine ganze Zahl eingeben."),
        ({"dates": "x" * 201},
         "Bitte sicherstellen, dass der Wert aus höchstens 200 Zeichen besteht. (Er besteht aus 201 Zeichen.)"),
        ({"message": "Billig: https://kredit.example"},
         "Bitte schreiben Sie ohne Internet-Adressen; die schicken meist nur Werbende."),
        ({"name": "www.kredit.example"},
         "Bitte schreiben Sie ohne Internet-Adressen; die schicken meist nur Werbende."),
        ({"homepage": "https://kredit.example"}, "Bitte lassen Sie dieses Feld leer."),
        ({"stamp": ""}, "Das hat nicht geklappt. Bitte senden Sie noch einmal ab."),
        ({"stamp": "gefälscht"}, "Das hat nicht geklappt. Bitte senden Sie noch einmal ab."),
        ({"seconds": FASTEST_SECONDS - 2},
         "Das ging sehr schnell. Bitte prüfen Sie kurz und senden Sie noch einmal ab."),
        ({"seconds": LONGEST_SECONDS + 2}, "Die Seite war lange offen. Bitte senden Sie noch einmal ab."),
    ],
)  # fmt: skip
def test_bad_enquiry_is_said_in_a_sentence_and_kept(asking, mailoutbox, changed, sentence):
    response = asking(**changed)

    assert response.status_code == 422
    assert errors_of(response) == [sentence]
    assert "Ein Kind sitzt im Rollstuhl." in response.content.decode() or "message" in changed
    assert (mailoutbox, Enquiry.objects.count()) == ([], 0)


def test_who_was_too_fast_may_send_the_same_page_again(client, asking, clock, mailoutbox):
    form = asking(seconds=0).context["form"]

    clock("2026-03-02 10:30")
    client.post(
        "/lernorte/salz/anfragen/", {name: form[name].value() or "" for name in form.fields}
    )

    assert len(mailoutbox) == 2


def test_header_cannot_be_smuggled_in(asking, mailoutbox):
    response = asking(institution="Schule\r\nBcc: alle@schule.example")

    assert response.status_code == 302
    assert mailoutbox[0].subject.endswith(" Salz sieden (Schule Bcc: alle@schule.example)")
    assert mailoutbox[0].bcc == []


def test_double_click_sends_once(client, asking, mailoutbox):
    first = asking()
    typed = dict(first.wsgi_request.POST.items())

    second = client.post("/lernorte/salz/anfragen/", typed)

    assert second.status_code == 302
    assert (len(mailoutbox), Enquiry.objects.count()) == (2, 1)


def test_one_address_cannot_ask_without_end(client, asking, mailoutbox):
    for _number in range(MOST_ENQUIRIES_A_DAY):
        assert asking().status_code == 302

    response = asking(email="LEITUNG@schule.example")

    again = client.post("/lernorte/salz/anfragen/", dict(response.wsgi_request.POST.items()))
    assert (response.status_code, again.status_code) == (422, 422)
    assert errors_of(response) == [
        "Mit dieser E-Mail-Adresse kamen heute schon viele Anfragen. Bitte warten Sie bis morgen."
    ]
    assert len(mailoutbox) == 2 * MOST_ENQUIRIES_A_DAY


def test_one_network_cannot_send_without_end(asking):
    for number in range(20):
        assert asking(seconds=4, email=f"person-{number}@schule.example").status_code == 302

    response = asking(seconds=4, email="noch-eine@schule.example")

    assert errors_of(response) == [
        "Von Ihrem Anschluss kam gerade sehr viel. Bitte versuchen Sie es in einer Stunde."
    ]


def test_form_knows_the_group_and_the_person(client, offer, clock):
    user = User.objects.create_user("leitung@schule.example", name="Leitung")
    school = make_actor("Grundschule Vögelsen")
    Membership.objects.create(actor=school, user=user, confirmed_at=clock.moment, confirmed_by=user)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    form = client.get("/lernorte/salz/anfragen/?kinder=18&erwachsene=3").context["form"]

    assert {name: form[name].value() for name in ("institution", "name", "email", "children", "adults")} == {
        "institution": "Grundschule Vögelsen", "name": "Leitung", "email": "leitung@schule.example",
        "children": "18", "adults": "3",
    }  # fmt: skip


def test_page_of_the_offer_leads_to_the_form(client, offer):
    html = client.get("/lernorte/salz/?kinder=18&erwachsene=3").content.decode()

    assert 'href="/lernorte/salz/anfragen/?kinder=18&amp;erwachsene=3"' in html


def test_mails_and_hashes_of_enquiries_are_forgotten(offer, settings, clock):
    settings.EMAIL_BACKEND = "bildungsregion.base.outbox.backend.OutboxBackend"
    asked = Asked("Schule", "Leitung", "leitung@schule.example", "", 24, 2, "Mai", "")
    actions.enquire(offer=offer, asked=asked)
    OutgoingMail.objects.filter(purpose="enquiry").update(sent_at=clock.moment)
    queue_mail(to=["a@schule.example"], subject="Bescheid", body="…", purpose="receipt")
    OutgoingMail.objects.filter(purpose="receipt").update(sent_at=clock.moment)

    assert actions.forget_enquirers(today=date(2026, 4, 1)) == 0
    assert Enquiry.objects.get().sender == ""
    assert actions.forget_enquirers(today=date(2026, 4, 2)) == 1

    # What has not been sent yet stays, and so do other mails.
    assert list(OutgoingMail.objects.order_by("pk").values_list("purpose", flat=True)) == [
        "enquiry_copy",
        "receipt",
    ]


def test_hash_of_a_sender_lives_for_two_days(offer, clock):
    actions.enquire(offer=offer, asked=Asked("S", "L", "l@schule.example", "", 1, 0, "Mai", ""))

    actions.forget_enquirers(today=date(2026, 3, 4))
    assert Enquiry.objects.get().sender

    actions.forget_enquirers(today=date(2026, 3, 5))
    assert not Enquiry.objects.get().sender
