"""Access and erasure, step by step (Art. 12, 15 and 17 DSGVO)."""

import io
import json
import zipfile
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from actors.models import Claim
from bildungsregion.base.errors import DomainError
from bildungsregion.base.models import Subscription
from bildungsregion.duties import actions
from bildungsregion.duties.models import DataRequest
from funding.models import Application
from tests.factories.funding import make_draft, make_member, make_school, make_submitted
from tests.factories.office import make_client


pytestmark = pytest.mark.django_db
EMAIL = "wer@post.example"


@pytest.fixture
def office(region):
    return make_client("koordination")


def subscribe(email: str = EMAIL) -> Subscription:
    return Subscription.objects.create(
        email=email, list="akteure", title="Alle", asked_on=timezone.localdate()
    )


def make_request(office, **values) -> DataRequest:
    asked = {
        "wish": "beides",
        "way": "mail",
        "received_on": date(2026, 1, 31),
        "email": EMAIL,
        "name": "",
    }
    return actions.receive_request(values=asked | values, by=office.user)


def page(office, request: DataRequest, name: str = "change") -> str:
    return reverse(f"admin:bildungsregion_datarequest_{name}", args=[request.pk])


def test_office_takes_a_request_and_the_month_runs_from_its_day(office, mailoutbox):
    url = reverse("admin:bildungsregion_datarequest_add")
    values = {"wish": "auskunft", "way": "mail", "received_on": "2026-01-31", "email": EMAIL}

    assert office.post(url, values | {"received_on": "2026-12-31"}).status_code == 422
    answer = office.post(url, values)

    request = DataRequest.objects.get()
    assert answer.url == page(office, request)
    assert (request.number, request.due_on) == (f"D-2026-{request.pk:04d}", date(2026, 2, 28))
    assert mailoutbox[-1].to == [EMAIL]


def test_letter_needs_no_mail_address(office, mailoutbox):
    case = make_submitted(contact_email="schule@post.example")
    mailoutbox.clear()
    url = reverse("admin:bildungsregion_datarequest_add")
    letter = {"wish": "auskunft", "way": "brief", "received_on": "2026-01-31"}

    refused = [
        office.post(url, letter | said)
        for said in (
            {},
            {"name": "Ich"},
            {"reference": "X-1"},
            {"way": "mail", "reference": case.number},
        )
    ]
    office.post(url, letter | {"reference": case.number})
    office.post(url, letter | {"name": "Ich", "address": "Weg 1, 21335 Lüneburg"})

    assert [answer.status_code for answer in refused] == [422] * 4
    assert "die Nummer eines Vorgangs oder Name und Anschrift" in refused[0].content.decode()
    by_address, by_number = DataRequest.objects.order_by("-pk")
    assert (by_number.email, by_address.email) == ("schule@post.example", "")
    assert not mailoutbox
    assert "die Suche der Verwaltung" in office.get(page(office, by_address)).content.decode()


def test_office_names_the_address_it_found_once_the_person_is_known(office):
    subscribe()
    request = make_request(office, way="brief", email="", name="Ich", address="Weg 1")

    office.post(page(office, request, "identity"), {"identity": "brief", "email": EMAIL})

    request.refresh_from_db()
    assert (request.email, request.identity) == (EMAIL, "brief")
    assert "Abonnements: 1" in office.get(page(office, request)).content.decode()
    actions.blank(request)
    assert (request.address, request.name) == ("", "")


def test_nothing_is_handed_out_or_erased_before_the_person_is_known(office):
    subscribe()
    request = make_request(office)

    for verb in (actions.export, actions.erase):
        with pytest.raises(DomainError, match="wer fragt"):
            verb(request=request, by=office.user)
    with pytest.raises(DomainError, match="wer fragt"):
        actions.answer_request(request=request, answer="x", by=office.user)
    assert Subscription.objects.count() == 1


def test_export_is_a_page_to_read_and_the_same_for_programs(office):
    subscribe()
    subscribe("andere@post.example")
    request = make_request(office)
    office.post(page(office, request, "identity"), {"identity": "adresse"})

    answer = office.post(page(office, request, "file"))

    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    data = json.loads(archive.read("daten.json"))
    readable = archive.read("auskunft.html").decode()
    assert "no-store" in answer["Cache-Control"]
    assert [row["email"] for row in data["subscriptions"]] == [EMAIL]
    assert "<h2>Abonnements</h2>" in readable
    assert "andere@post.example" not in readable
    assert [step.verb for step in request.steps.all()] == ["receive", "identify", "export"]


def test_erasure_takes_what_no_law_keeps_and_says_what_stays(office, mailoutbox):
    school = make_school()
    user = make_member(school)
    case = make_submitted(by=user, institution=school)
    Claim.objects.create(actor=school, user=user)
    subscribe(user.email)
    request = make_request(office, email=user.email)
    office.post(page(office, request, "identity"), {"identity": "konto"})

    assert "gelöscht ist noch nichts" in office.get(page(office, request)).content.decode()
    before = office.get(page(office, request, "erase")).content.decode()
    office.post(page(office, request, "erase"))

    case.refresh_from_db()
    request.refresh_from_db()
    assert "§ 41 KomHKVO" in before
    assert (Subscription.objects.count(), Claim.objects.count()) == (0, 0)
    assert User.objects.get(pk=user.pk).email.endswith("@konto.invalid")
    assert case.contact_email
    assert request.result["account"] == 1
    said = request.steps.get(verb="erase").note
    assert "Abonnements: 1" in said
    assert "account" not in said
    mailoutbox.clear()
    shown = office.get(page(office, request)).content.decode()
    assert "Gelöscht ist, was nicht bleiben muss." in shown
    office.post(page(office, request), {"answer": "Wir haben Ihre Angaben gelöscht."})
    request.refresh_from_db()
    assert (request.state, mailoutbox[-1].to) == ("beantwortet", [user.email])


def test_erasure_announces_the_drafts_it_takes_and_those_of_others_that_stay(office):
    school = make_school()
    user = make_member(school)
    filed = make_submitted(by=user, institution=school)
    own = make_draft(by=user, institution=school, contact_email=user.email)
    theirs = make_draft(by=make_member(school), institution=school, contact_email=user.email)
    request = make_request(office, email=user.email)
    actions.identify(request=request, identity="adresse", note="", by=office.user)

    before = office.get(page(office, request, "erase")).content.decode()
    goes, stays = before.split('id="bleibt"')
    office.post(page(office, request, "erase"))

    assert "Entwürfe von Anträgen: 1" in goes
    assert "Eingereichte Anträge: 2" in stays
    left = Application.objects.filter(pk__in=[filed.pk, own.pk, theirs.pk])
    assert set(left) == {filed, theirs}


def test_run_that_found_nothing_is_told_as_such(office):
    request = make_request(office)
    actions.identify(request=request, identity="adresse", note="", by=office.user)

    before = office.get(page(office, request)).content.decode()
    office.post(page(office, request, "erase"))
    after = office.get(page(office, request)).content.decode()

    assert "gelöscht ist noch nichts" in before
    assert "gelöscht ist noch nichts" not in after
    assert "Es wurde gesucht; zu löschen war nichts." in after
    assert "Wir haben nichts gefunden, was zu löschen war." in after
    assert "Wir haben Ihre Angaben gelöscht" not in after


def test_request_without_an_address_never_erases_what_others_left_without_one(office):
    report = actions.receive_report(kind="barriere", page="/akteure/", message="Kein Ton.")
    actions.answer_report(report=report, answer="Behoben.", by=office.user)
    request = make_request(office, way="brief", email="", name="Ich", address="Weg 1")
    actions.identify(request=request, identity="brief", note="", by=office.user)

    shown = office.get(page(office, request)).content.decode()
    with pytest.raises(DomainError, match="Ohne E-Mail-Adresse"):
        actions.erase(request=request, by=office.user)

    report.refresh_from_db()
    assert report.message == "Kein Ton."
    assert "Löschen vorbereiten" not in shown


def test_who_wants_access_only_keeps_what_is_there(office):
    subscribe()
    request = make_request(office, wish="auskunft")
    actions.identify(request=request, identity="adresse", note="", by=office.user)

    with pytest.raises(DomainError, match="nur Auskunft"):
        actions.erase(request=request, by=office.user)
    assert Subscription.objects.count() == 1


def test_other_ways_of_knowing_a_person_are_described(office):
    request = make_request(office)

    answer = office.post(page(office, request, "identity"), {"identity": "anders"})

    assert answer.status_code == 422
    assert "Bitte kurz sagen, woran." in answer.content.decode()


def test_answer_to_somebody_unknown_is_refused_by_the_model(office):
    request = make_request(office)
    request.decided_at, request.decided_by, request.state = (
        timezone.now(),
        office.user,
        "beantwortet",
    )

    with pytest.raises(ValidationError, match="wird geprüft, wer fragt"):
        request.validate_constraints()


def test_editors_do_not_see_requests(region, office):
    request = make_request(office)
    editor = make_client("redaktion")

    assert editor.get(page(office, request)).status_code == 403
    assert editor.post(page(office, request, "file")).status_code == 403
    assert request.steps.count() == 1
