"""Institutions keep their entry: trusted people at once, new ones through the office; nothing is lost."""

import io
from datetime import date, time

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from actors import actions
from actors.models import AccessFact, Actor, ChangeProposal, Contact, Membership, OpeningSlot
from bildungsregion.base.errors import DomainError
from tests.factories.actors import make_actor, make_language, make_offer, make_topic
from tests.factories.members import make_account, make_tie, sign_in


pytestmark = pytest.mark.django_db
OWN = "/mein-bereich/museum/"


@pytest.fixture
def museum(region) -> Actor:
    museum = make_actor(
        "Museum", slug="museum", kind="museum", street="Wandrahmstraße 10", postcode="21335",
        city="Lüneburg", phone="04131 1", email="info@museum.example",
    )  # fmt: skip
    OpeningSlot.objects.create(actor=museum, weekday=1, opens=time(11), closes=time(18), note="*")
    AccessFact.objects.create(actor=museum, feature="wc", state="ja", note="im Hof")
    Contact.objects.create(actor=museum, area="Buchung", phone="04131 2")
    return museum


@pytest.fixture
def new(museum):
    """A client of somebody whose changes wait."""
    return sign_in(make_tie(actor=museum).user)


@pytest.fixture
def trusted(museum):
    """A client of somebody whose changes go live."""
    return sign_in(make_tie(actor=museum, trusted=True).user)


def opened(client, part: str) -> dict:
    """The form of a section as the browser would send it back untouched."""
    address = f"{OWN}{part}/" if part.startswith("angebote") else f"{OWN}eintrag/{part}/"
    forms = client.get(address).context["forms"]
    typed = {"seen": forms.seen_text}
    fields = [*forms.form, *(field for rows in forms.rows for form in rows for field in form)]
    for rows in forms.rows:
        fields += list(rows.management_form)
    for field in fields:
        value = field.value()
        if isinstance(value, bool):
            value = "on" if value and field.shape == "check" else None
        if isinstance(value, date):
            value = value.isoformat()
        if value not in (None, "", []):
            typed[field.html_name] = value
    return typed


def save(client, part: str, **changed):
    typed = opened(client, part) | changed
    return client.post(f"{OWN}eintrag/{part}/", {k: v for k, v in typed.items() if v is not None})


def picture(name="haus.png") -> SimpleUploadedFile:
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(drawn, "PNG")
    return SimpleUploadedFile(name, drawn.getvalue(), "image/png")


def shown(client, url: str) -> bool:
    """Whether a picture comes, read to its end."""
    response = client.get(url)
    return response.status_code == 200 and b"".join(response.streaming_content) != b""


DESCRIBED = {"image_alt": "Das Haus", "image_author": "Museum", "image_licence": "cc-by"}


@pytest.mark.parametrize(
    "part",
    ["beschreibung", "kontakt", "zeiten", "barrierefreiheit", "fuer-wen", "kooperation", "bild"],
)
def test_section_sent_back_untouched_changes_nothing(new, museum, part):
    museum.topics.set([make_topic()])
    museum.cooperates_with.set([make_actor("Archiv")])

    response = save(new, part)

    assert (response.status_code, response["Location"]) == (302, OWN)
    assert not ChangeProposal.objects.exists()


def test_change_of_a_new_member_waits_with_what_differs_only(new, museum):
    save(new, "kontakt", phone="04131 99")

    proposal = ChangeProposal.objects.get()
    assert (proposal.wanted, proposal.before) == ({"phone": "04131 99"}, {"phone": "04131 1"})
    assert (proposal.state, proposal.proposed_by) == ("open", new.user)
    museum.refresh_from_db()
    assert museum.phone == "04131 1"
    page = new.get(OWN).content.decode()
    assert "Wartet auf das Büro" in page
    assert "04131 99" in page


def test_second_save_goes_into_the_open_proposal(new):
    save(new, "kontakt", phone="04131 99")
    assert new.get(f"{OWN}eintrag/kontakt/").context["form"]["phone"].value() == "04131 99"
    save(new, "beschreibung", summary="Salz und Geschichte.")
    save(new, "kontakt", city="Adendorf")

    assert ChangeProposal.objects.get().wanted == {
        "phone": "04131 99", "summary": "Salz und Geschichte.", "city": "Adendorf",
    }  # fmt: skip


def test_what_was_proposed_earlier_keeps_what_it_was_proposed_against(new):
    save(new, "kontakt", phone="04131 99")
    Actor.objects.update(phone="04131 5")

    save(new, "beschreibung", summary="Salz.")

    assert ChangeProposal.objects.get().before == {"phone": "04131 1", "summary": ""}


def test_taking_everything_back_by_hand_withdraws(new):
    save(new, "kontakt", phone="04131 99")
    save(new, "kontakt", phone="04131 1")

    assert ChangeProposal.objects.get().state == "withdrawn"


def test_proposal_is_withdrawn_by_its_author_only(new, museum, trusted):
    save(new, "kontakt", phone="04131 99")
    url = f"/mein-bereich/vorschlag/{ChangeProposal.objects.get().pk}/zurueckziehen/"

    assert trusted.post(url).status_code == 404
    assert new.get(url).status_code == 405
    new.post(url)

    assert ChangeProposal.objects.get().state == "withdrawn"
    with pytest.raises(DomainError, match="Das ist nicht Ihr Vorschlag."):
        actions.withdraw_proposal(proposal=ChangeProposal.objects.get(), by=trusted.user)


def test_change_of_a_trusted_member_is_live_and_recorded(trusted, museum):
    save(trusted, "kontakt", phone="04131 99")

    museum.refresh_from_db()
    assert museum.phone == "04131 99"
    row = ChangeProposal.objects.get()
    assert (row.state, row.decided_by, row.wanted) == (
        "accepted", trusted.user, {"phone": "04131 99"},
    )  # fmt: skip
    assert ChangeProposal.objects.went_live_at_once().get() == row


def test_trusted_change_takes_the_same_facts_out_of_what_waits(new, museum):
    save(new, "kontakt", phone="04131 99")
    save(new, "beschreibung", summary="Salz.")
    Membership.objects.update(is_trusted=True)

    save(new, "kontakt", phone="04131 77")

    assert ChangeProposal.objects.get(state="open").wanted == {"summary": "Salz."}


def test_all_kinds_of_facts_arrive(trusted, museum):
    make_language("Englisch", "en")
    hours = {"slots-0-von0": "9:00", "slots-0-bis0": "12:30", "slots-0-von1": "14",
             "slots-0-bis1": "0:00", "slots-0-note": "mit Anmeldung"}  # fmt: skip
    save(
        trusted, "zeiten", **hours, is_free="false", closed_until="2026-03-10", by_appointment="on"
    )
    wc = next(i for i, name in enumerate(AccessFact.Feature.values) if name == "aufzug")
    save(trusted, "barrierefreiheit", wheelchair="ja", **{f"access_facts-{wc}-state": "nein"})
    save(trusted, "fuer-wen", languages=["en"], keywords="Salz")
    save(trusted, "kontakt", **{"contacts-1-area": "Presse", "contacts-1-email": "p@m.example"})
    save(trusted, "kooperation", seeks_cooperation="on", cooperation_wish="Kitas",
         more_partners=make_actor("Stadtarchiv").name)  # fmt: skip

    museum.refresh_from_db()
    assert [(s.weekday, s.opens, s.closes, s.note) for s in museum.slots.all()] == [
        (0, time(9), time(12, 30), "mit Anmeldung"),
        (0, time(14), time(0), "mit Anmeldung"),
        (1, time(11), time(18), "*"),
    ]
    assert (museum.is_free, museum.by_appointment) == (False, True)
    assert museum.closed_until == date(2026, 3, 10)
    facts = museum.access_facts.values_list("feature", "state", "note")
    assert sorted(facts) == [("aufzug", "nein", ""), ("wc", "ja", "im Hof")]
    assert [language.slug for language in museum.languages.all()] == ["en"]
    assert [contact.area for contact in museum.contacts.all()] == ["Buchung", "Presse"]
    assert [actor.name for actor in museum.cooperates_with.all()] == ["Stadtarchiv"]


@pytest.mark.parametrize(
    ("part", "changed", "sentence"),
    [
        ("beschreibung", {"name": None}, "Bitte füllen Sie dieses Feld aus."),
        ("kontakt", {"postcode": "2133"}, "Eine Postleitzahl hat fünf Ziffern."),
        ("kontakt", {"website": "kein netz"}, "Bitte eine gültige Adresse eingeben."),
        ("kontakt", {"contacts-1-phone": "04131 3"}, "Bitte sagen Sie, wofür dieser Kontakt ist."),
        ("kontakt", {"contacts-1-area": "Presse"}, "Bitte nennen Sie Telefon, E-Mail oder einen Hinweis."),
        ("kontakt", {"contacts-1-area": "buchung", "contacts-1-phone": "1"},
         "Zu einem Aufgabenfeld gibt es nur einen Kontakt."),
        ("zeiten", {"slots-2-von0": "9:00"}, "Bitte nennen Sie Anfang und Ende."),
        ("zeiten", {"slots-2-von0": "12:00", "slots-2-bis0": "9:00"}, "Das Ende liegt vor dem Anfang."),
        ("zeiten", {"slots-2-von0": "halb neun"}, "Bitte schreiben Sie eine Uhrzeit, zum Beispiel 9:30."),
        ("zeiten", {"slots-1-von1": "12:00", "slots-1-bis1": "19:00"}, "Diese Zeiten überschneiden sich."),
        ("zeiten", {"closed_until": "31.02.2026"}, "Bitte ein gültiges Datum eingeben."),
        ("kooperation", {"cooperation_wish": "Kitas"}, "Wer sagt, wofür, sucht auch Kooperation: bitte ankreuzen."),
        ("kooperation", {"more_partners": "Gibt es nicht"},
         "„Gibt es nicht“ steht so nicht im Verzeichnis. Bitte schreiben Sie den Namen wie dort."),
    ],
)  # fmt: skip
def test_wrong_input_says_so_and_keeps_everything(new, part, changed, sentence):
    response = save(new, part, **changed)

    assert response.status_code == 422
    forms = response.context["forms"]
    assert sentence in [problem["text"] for problem in forms.problems]
    page = response.content.decode()
    for value in filter(None, changed.values()):
        assert value in page
    assert not ChangeProposal.objects.exists()


def test_two_people_at_once_are_told_and_nothing_is_lost(new, trusted, museum):
    mine = opened(new, "kontakt")
    save(trusted, "kontakt", phone="04131 77", city="Adendorf")

    response = new.post(f"{OWN}eintrag/kontakt/", mine | {"phone": "04131 99"})

    assert response.status_code == 409
    page = response.content.decode()
    assert "Inzwischen hat jemand anderes etwas geändert." in page
    assert "04131 77" in page
    form = response.context["form"]
    assert form["phone"].value() == "04131 99"
    assert form["city"].value() == "Adendorf"
    assert not ChangeProposal.objects.filter(state="open").exists()

    again = mine | {
        "seen": response.context["forms"].seen_text, "phone": "04131 99", "city": "Adendorf",
    }  # fmt: skip
    assert new.post(f"{OWN}eintrag/kontakt/", again).status_code == 302
    assert ChangeProposal.objects.get(state="open").wanted == {"phone": "04131 99"}


@pytest.mark.parametrize("seen", ["", "[]", "{", '{"phone": 1}'])
def test_broken_marks_count_as_moved_on(new, seen):
    typed = opened(new, "kontakt") | {"seen": seen, "phone": "04131 99"}

    assert new.post(f"{OWN}eintrag/kontakt/", typed).status_code == 409


def test_proposed_picture_is_seen_by_author_and_office_only(new, trusted, office_client, client):
    save(new, "bild", picture=picture(), **DESCRIBED)

    proposal = ChangeProposal.objects.get()
    url = f"/mein-bereich/vorschlag/{proposal.pk}/bild/neu/"
    assert proposal.wanted["image"].startswith("actors/")
    assert shown(new, url)
    assert shown(office_client("redaktion"), url)
    assert trusted.get(url).status_code == client.get(url).status_code == 404
    assert client.get("/akteure/museum/bild/").status_code == 404


def test_withdrawn_picture_is_deleted(new, django_capture_on_commit_callbacks):
    save(new, "bild", picture=picture(), **DESCRIBED)
    proposal = ChangeProposal.objects.get()

    with django_capture_on_commit_callbacks(execute=True):
        actions.withdraw_proposal(proposal=proposal, by=new.user)

    assert not default_storage.exists(proposal.wanted["image"])


def test_picture_without_its_words_is_asked_for_again(trusted, museum):
    response = save(trusted, "bild", picture=picture(), image_alt="Das Haus")

    assert response.status_code == 422
    texts = [problem["text"] for problem in response.context["forms"].problems]
    assert "Bitte ausfüllen; ohne das zeigen wir kein Bild." in texts
    assert "Bitte wählen Sie das Bild noch einmal aus." in texts
    assert "Das Haus" in response.content.decode()


def test_picture_comes_and_goes(trusted, museum):
    save(trusted, "bild", picture=picture(), **DESCRIBED)
    museum.refresh_from_db()
    assert shown(trusted, "/akteure/museum/bild/")

    save(trusted, "bild", without_picture="on")

    museum.refresh_from_db()
    assert museum.image.name == ""


def test_file_that_is_no_picture_is_refused(trusted):
    fake = SimpleUploadedFile("haus.png", b"kein bild", "image/png")

    response = save(trusted, "bild", picture=fake, **DESCRIBED)

    assert response.status_code == 422
    assert "lässt sich nicht öffnen" in response.content.decode()


def test_all_is_true_is_noted_today(new, museum):
    Actor.objects.update(checked_on=date(2025, 1, 1), next_check_on=date(2026, 3, 2))

    new.post(f"{OWN}geprueft/")

    museum.refresh_from_db()
    assert museum.checked_on == timezone.localdate()
    assert museum.next_check_on > museum.checked_on


def test_own_page_says_what_is_missing(new):
    page = new.get(OWN).content.decode()

    assert "Ein Bild fehlt." in page
    assert "Niemand liest, worum es geht: Zwei Sätze fehlen." in page
    assert "Es steht nicht da, wann geöffnet ist." not in page


@pytest.mark.parametrize("number", [1, 3])
def test_own_page_asks_no_more_for_more(new, museum, number, django_assert_max_num_queries):
    for index in range(number):
        make_offer(actor=museum)
        ChangeProposal.objects.create(
            subject="offer", subject_pk=index + 1, actor=museum, proposed_by=new.user,
            wanted={"title": "Neu"}, title="Alt",
        )  # fmt: skip

    with django_assert_max_num_queries(17):
        assert new.get(OWN).status_code == 200


def test_outsiders_cannot_call_the_verb(museum):
    with pytest.raises(DomainError, match="Für diesen Eintrag sind Sie nicht bestätigt."):
        actions.change(
            subject="actor", entry=museum, values={"phone": "1"}, seen={}, by=make_account()
        )
    with pytest.raises(DomainError, match="Für diesen Eintrag sind Sie nicht bestätigt."):
        actions.say_all_is_true(actor=museum, by=make_tie(actor=museum, confirmed=False).user)
    with pytest.raises(DomainError, match="Für diesen Eintrag sind Sie nicht bestätigt."):
        actions.offer_something_new(
            actor=museum, values={"title": "x"}, by=make_account("andere@x.example")
        )
