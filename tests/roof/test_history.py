"""The history of an object in the office, the way back, and the logs for the data protection officer."""

from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.log import note
from accounts.logs import ACCOUNTS
from accounts.models import AccountEvent
from actors.models import Actor
from bildungsregion.base.admin import office
from bildungsregion.base.journal import logs, pages, reading
from bildungsregion.base.journal.acting import acting
from bildungsregion.base.journal.logs import Selection
from bildungsregion.base.models import JournalExport
from funding.logs import FILES
from funding.models import FileView
from tests.factories.access import make_officer, sign_in
from tests.factories.actors import make_actor, make_topic
from tests.factories.funding import make_submitted
from tests.factories.office import make_client


pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(region) -> Client:
    return make_client("redaktion")


def history_of(actor: Actor) -> str:
    return reverse("admin:actors_actor_history", args=[actor.pk])


def change(actor: Actor, **values) -> int:
    with acting():
        Actor.objects.filter(pk=actor.pk).update(**values)
    return reading.newest(Actor, actor.pk)


def body(response) -> str:
    return response.content.decode()


def test_history_tells_person_time_and_words(editor):
    actor = make_actor(phone="1")
    with acting(by=editor.user):
        Actor.objects.filter(pk=actor.pk).update(phone="2")

    text = body(editor.get(history_of(actor)))

    assert " Uhr · Redaktion: Redaktion</h3>" in text
    assert "<dt>Telefon</dt>" in text
    assert "Stand davor zurückholen" in text


def test_history_of_any_length_takes_few_queries(editor, django_assert_max_num_queries):
    actor = make_actor()
    for number in range(reading.SHOWN + 2):
        with acting(by=editor.user):
            Actor.objects.filter(pk=actor.pk).update(phone=str(number))
            actor.topics.add(make_topic(name=f"Thema {number}"))
    editor.get(history_of(actor))

    with django_assert_max_num_queries(12):
        text = body(editor.get(history_of(actor)))

    assert text.count("<dt>Telefon</dt>") == reading.SHOWN
    assert f"?vor={reading.acts(Actor, actor.pk)[1]}" in text


def test_restoring_shows_first_and_then_does(editor):
    actor = make_actor(phone="1")
    first = change(actor, phone="2")
    address = f"{history_of(actor)}{first}/"
    assert "Was sich gegenüber jetzt ändert" in body(editor.get(address))

    answer = editor.post(
        address, {"seen": first, "fields_back": ["phone"], "reason": "War doch richtig"}
    )

    actor.refresh_from_db()
    assert (answer.status_code, actor.phone) == (302, "1")
    (act, *_older), _more = reading.acts(Actor, actor.pk)
    assert (act.who, act.reason) == ("Redaktion: Redaktion", "Wiederhergestellt: War doch richtig")


def test_restoring_over_a_newer_change_is_a_conflict(editor):
    actor = make_actor(phone="1")
    first = change(actor, phone="2")
    change(actor, phone="3")

    answer = editor.post(
        f"{history_of(actor)}{first}/", {"seen": first, "fields_back": ["phone"], "reason": "Doch"}
    )

    actor.refresh_from_db()
    assert (answer.status_code, actor.phone) == (409, "3")
    assert "Doch" in body(answer)


@pytest.mark.parametrize("sent", [{"fields_back": ["phone"]}, {"reason": "Doch"}])
def test_restoring_without_reason_or_field_asks_again(editor, sent):
    actor = make_actor(phone="1")
    first = change(actor, phone="2")

    answer = editor.post(f"{history_of(actor)}{first}/", {"seen": first, **sent})

    assert answer.status_code == 422


def test_restoring_needs_the_right_to_change(region):
    actor = make_actor(phone="1")
    first = change(actor, phone="2")
    reader = make_client("zeichnung")

    assert reader.get(history_of(actor)).status_code == 200
    assert reader.get(f"{history_of(actor)}{first}/").status_code == 403


def test_state_of_what_is_no_content_never_comes_back(region):
    admin = make_client("superuser")
    first = reading.newest(type(admin.user), admin.user.pk)
    address = reverse("admin:accounts_user_history", args=[admin.user.pk])

    assert admin.get(address).status_code == 200
    assert admin.get(f"{address}{first}/").status_code == 404


def test_colleagues_without_the_right_never_learn_which_numbers_there_are(region, rf):
    actor, colleague = make_actor(), make_officer()
    request = rf.get("/")
    request.user, request.region = colleague, region
    models = [(model._meta.app_label, model._meta.model_name) for model in office._registry]

    for name in models:
        with pytest.raises(PermissionDenied):
            pages.history(office, request, *name, "987654321")
        with pytest.raises(PermissionDenied):
            pages.restore(office, request, *name, "987654321", 1)

    assert len(models) > 60
    assert make_client("zeichnung").get(history_of(actor)).status_code == 200


def test_opened_file_of_a_case_is_written_down(region):
    case = make_submitted()
    letter = case.letters.get()
    officer = make_client("sachbearbeitung")

    for purpose in ("prefetch", ""):
        address = reverse("admin:funding_letter_file", args=[letter.pk])
        officer.get(address, headers={"Sec-Purpose": purpose}).getvalue()

    look = FileView.objects.get()
    (line,) = logs.lines(Selection(look.viewed_at.date(), look.viewed_at.date()), FILES)
    assert line.about == f"Vorgang {case.number}, {case.institution}"
    assert (look.application, look.kind, look.viewed_by) == (case, "schreiben", officer.user)
    assert look.purpose == "Bearbeitung, Stand „Eingegangen“"


def test_logs_leave_with_a_purpose_and_are_logged(region, clock):
    admin, actor = make_client("administration"), make_actor(phone="1")
    with acting(by=admin.user):
        Actor.objects.filter(pk=actor.pk).update(phone="=2")
    asked = {
        "first": "2026-03-01",
        "last": "2026-03-02",
        "person": admin.user.email,
        "form": "xlsx",
    }
    address = reverse("admin:journal")

    assert admin.post(address, asked).status_code == 422
    answer = admin.post(address, {**asked, "purpose": "Auskunft"})

    book = load_workbook(BytesIO(answer.getvalue()))
    assert [cell.value for cell in book["Protokolle"][2]][4:7] == ["Telefon", "1", "'=2"]
    assert book["Spalten"]["A2"].value == "Zeitpunkt"
    export = JournalExport.objects.get()
    assert (export.taken_by, export.purpose, export.lines) == (admin.user, "Auskunft", 1)
    assert make_client("redaktion").get(address).status_code == 403


def test_sign_ins_leave_with_the_logs(region, today):
    officer, other = make_officer("redaktion", name="Eins"), make_client("koordination").user
    sign_in(officer).post(reverse("account_logout"))
    Client().post(reverse("account_login"), {"login": officer.email, "password": "falsch"})
    note(AccountEvent.Kind.ROLES, user=other, by=officer, detail="jetzt: keine")

    lines = list(logs.lines(Selection(today, today, officer), ACCOUNTS))

    me = "Redaktion: Eins"
    assert [(line.who, line.about, line.what) for line in reversed(lines)] == [
        (me, f"Konto {me}", "angemeldet: Firefox unter Windows"),
        (me, f"Konto {me}", "abgemeldet"),
        ("niemand Angemeldetes", f"Konto {me}", "Anmeldung misslungen"),
        (me, "Konto Koordination: Koordination", "Rollen geändert: jetzt: keine"),
    ]
    assert not list(logs.lines(Selection(today, today, case="A-1"), ACCOUNTS))


def test_logs_of_nobody_are_asked_again(region):
    admin = make_client("administration")

    answer = admin.get(
        reverse("admin:journal"),
        {"first": "2026-03-01", "last": "2026-02-01", "person": "x@y.example"},
    )

    assert answer.status_code == 422
    assert "kein Konto" in body(answer)
