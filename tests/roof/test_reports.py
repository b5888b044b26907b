"""„Barriere melden“ and „Eintrag melden“: from a page to the answer, and forgotten in the end."""

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from actors.models import Actor
from bildungsregion import nightly
from bildungsregion.base.errors import DomainError
from bildungsregion.duties import actions
from bildungsregion.duties.models import LegalFacts, Report
from tests.factories.actors import make_actor
from tests.factories.office import make_client, make_person
from tests.factories.pages import make_news


pytestmark = pytest.mark.django_db
BARRIER, ENTRY = "/barriere-melden/", "/eintrag-melden/"
# A browser reads each of these as another host, or nothing can read it.
FOREIGN = ("//fremd.example", "https://x//fremd.example/login", "/\\fremd.example", "http://[")


def send(clock, url: str, **values):
    """Open the form, wait as people do, and send it."""
    client = Client()
    page = client.get(url).content.decode()
    stamp = re.search(r'name="stamp" value="([^"]+)"', page)[1]
    clock(timezone.now() + timedelta(seconds=20))
    return client.post(url, {"stamp": stamp} | values)


def make_report(**values) -> Report:
    told = {"kind": "barriere", "page": "/akteure/", "message": "Die Liste ist stumm."} | values
    return actions.receive_report(**told)


def test_barrier_is_reported_without_login_and_gets_a_number_and_a_term(region, clock, mailoutbox):
    LegalFacts.objects.create(answer_days=20)

    answer = send(clock, BARRIER, page="/akteure/", message="Kein Ton.", email="ich@post.example")

    report = Report.objects.get()
    assert answer.status_code == 302
    thanks = Client().get(answer.url).content.decode()
    assert (report.number, report.page, report.state) == (
        f"B-2026-{report.pk:04d}",
        "/akteure/",
        "eingegangen",
    )
    assert report.due_on == timezone.localdate() + timedelta(days=20)
    assert report.number in thanks
    told, receipt = mailoutbox
    assert (told.to, told.reply_to) == ([region.office_email], ["ich@post.example"])
    assert report.number in receipt.subject
    assert "Kein Ton." not in receipt.body
    assert [step.verb for step in report.steps.all()] == ["receive"]


def test_address_of_the_page_is_filled_in_but_never_a_secret_one(region):
    client = Client()

    assert "?seite=/sitemap/" in client.get("/sitemap/").content.decode()
    assert 'value="/sitemap/"' in client.get(f"{BARRIER}?seite=/sitemap/").content.decode()
    for secret in ("/vorschau/abc/", 'a"b', *FOREIGN):
        page = client.get(BARRIER, {"seite": secret}).content.decode()
        assert "value=" not in re.search(r'<input[^>]*name="page"[^>]*>', page)[0], secret


@pytest.mark.parametrize("address", FOREIGN)
def test_address_of_another_host_is_refused_and_never_kept(region, clock, address):
    assert Client().get(ENTRY, {"seite": address}).status_code == 200
    assert send(clock, BARRIER, page=address, message="Kein Ton.").status_code == 422
    assert make_report(page=address).page == ""


def test_what_is_wrong_is_said_and_what_was_typed_stays(region, clock):
    answer = send(clock, BARRIER, page="nirgends", message="")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "wie sie in der Adresszeile steht" in page
    assert 'value="nirgends"' in page
    assert Report.objects.count() == 0


def test_entry_is_reported_with_reason_name_and_good_faith(region, clock, mailoutbox):
    actor = make_actor(name="Dorfmuseum")
    url = f"{ENTRY}?seite={actor.get_absolute_url()}"
    values = {"page": actor.get_absolute_url(), "reason": "bild", "message": "Das ist mein Foto."}

    assert "Dorfmuseum" in Client().get(url).content.decode()
    assert send(clock, url, **values).status_code == 422
    whole = values | {"name": "Person", "email": "ich@post.example", "in_good_faith": "on"}
    assert send(clock, url, **whole).status_code == 302

    report = Report.objects.get()
    assert (report.kind, report.title, report.reason) == ("eintrag", "Dorfmuseum", "bild")
    assert report.number.startswith("E-2026-")
    assert "Eintrag melden" in Client().get(actor.get_absolute_url()).content.decode()


def test_nobody_has_to_say_who_they_are_where_children_are_at_stake(region, clock):
    values = {
        "page": "/akteure/",
        "reason": "kinder",
        "message": "Bitte sehen.",
        "in_good_faith": "on",
    }

    assert send(clock, ENTRY, **values).status_code == 302


def test_decision_takes_the_entry_down_and_both_sides_read_why(region, mailoutbox):
    actor = make_actor(name="Dorfmuseum", email="museum@x.example")
    report = make_report(
        kind="eintrag", page=actor.get_absolute_url(), reason="bild", email="ich@post.example"
    )
    mailoutbox.clear()
    client = make_client("redaktion")
    url = reverse("admin:bildungsregion_report_change", args=[report.pk])

    page = client.get(url).content.decode()
    assert "in der Verwaltung öffnen" in page
    assert "an die Einrichtung geht an museum@x.example." in page
    client.post(url, {"outcome": "entfernt", "answer": "Das Foto gehört jemand anderem."})

    actor.refresh_from_db()
    report.refresh_from_db()
    assert (actor.is_published, report.state, report.outcome) == (False, "beantwortet", "entfernt")
    to_reporter, to_owner = mailoutbox
    assert (to_reporter.to, to_owner.to) == (["ich@post.example"], ["museum@x.example"])
    assert "Weg zu den Gerichten" in to_reporter.body
    assert "Das Foto gehört jemand anderem." in to_owner.body
    assert "ich@post.example" not in to_owner.body
    with pytest.raises(DomainError, match="ist beantwortet"):
        actions.answer_report(report=report, answer="Noch einmal.", by=client.user)


def test_owner_reads_the_decision_although_the_office_hid_the_entry_before(region, mailoutbox):
    actor = make_actor(name="Dorfmuseum", email="museum@x.example")
    report = make_report(kind="eintrag", page=actor.get_absolute_url(), reason="bild")
    Actor.objects.update(is_published=False)
    mailoutbox.clear()

    decided = {"answer": "Das Foto.", "outcome": "entfernt", "tell_owner": True}
    actions.answer_report(report=report, by=make_person("redaktion"), **decided)

    assert [mail.to for mail in mailoutbox] == [["museum@x.example"]]


def test_nobody_reads_that_an_entry_is_gone_while_it_is_still_there(region, mailoutbox):
    news = make_news()
    person, decided = make_person("redaktion"), {"answer": "Stimmt.", "outcome": "entfernt"}
    for address in (news.get_absolute_url(), "/akteure/", "/nirgends/nirgends/"):
        report = make_report(kind="eintrag", page=address, reason="bild", email="ich@post.example")
        mailoutbox.clear()
        with pytest.raises(DomainError, match="nicht selbst verbergen"):
            actions.answer_report(report=report, by=person, **decided)
        report.refresh_from_db()
        assert (report.is_open, mailoutbox) == (True, []), address

    gone = make_report(kind="eintrag", page=news.get_absolute_url(), reason="bild")
    news.delete()
    assert actions.answer_report(report=gone, by=person, **decided).outcome == "entfernt"


def test_office_is_told_where_an_institution_has_no_address(region):
    actor = make_actor(name="Dorfmuseum", email="")
    report = make_report(kind="eintrag", page=actor.get_absolute_url(), reason="bild")

    url = reverse("admin:bildungsregion_report_change", args=[report.pk])
    page = make_client("redaktion").get(url).content.decode()

    assert "Bitte teilen Sie ihr die Entscheidung selbst mit" in page


def test_steps_are_written_down_and_the_start_page_names_the_term(region):
    report = make_report()
    client = make_client("koordination")
    step = reverse("admin:bildungsregion_report_step", args=[report.pk])

    start = client.get(reverse("admin:index")).content.decode()
    client.post(step, {"schritt": "begin", "note": "Ich sehe nach."})
    client.post(step, {"schritt": "begin"})

    report.refresh_from_db()
    assert report.number in start
    assert report.state == "bearbeitung"
    assert [(one.verb, one.note) for one in report.steps.all()] == [
        ("receive", ""),
        ("begin", "Ich sehe nach."),
    ]


def test_note_that_is_too_long_comes_back_as_it_was_typed(region):
    report, client = make_report(), make_client("koordination")
    step = reverse("admin:bildungsregion_report_step", args=[report.pk])

    answer = client.post(step, {"schritt": "begin", "note": "Lang. " * 400})

    report.refresh_from_db()
    page = answer.content.decode()
    assert (answer.status_code, report.state) == (422, "eingegangen")
    assert "höchstens 2000 Zeichen" in page
    assert "Lang. Lang." in page
    assert report.steps.count() == 1


def test_answered_report_loses_its_people_after_the_term(region, clock):
    LegalFacts.objects.create(keep_reports_months=6)
    report = make_report(name="Person", email="ich@post.example")
    actions.answer_report(report=report, answer="Behoben.", by=make_person("redaktion"))
    still_open = make_report(email="offen@post.example")
    later = clock(date(2026, 9, 3))

    assert actions.reports_over(later).get() == report
    nightly.run("meldungen")

    report.refresh_from_db()
    still_open.refresh_from_db()
    assert (report.name, report.email, report.message, report.answer) == ("", "", "", "")
    assert (report.is_erased, report.state, report.number[:2]) == (True, "beantwortet", "B-")
    assert still_open.email == "offen@post.example"


def test_dry_run_says_what_would_go_and_changes_nothing(region, clock, capsys):
    report = make_report(email="ich@post.example")
    actions.answer_report(report=report, answer="Behoben.", by=make_person("redaktion"))
    clock(date(2027, 4, 1))

    call_command("forget", dry_run=True)

    assert "- Meldungen von Barrieren und Einträgen: 1 (" in capsys.readouterr().out
    report.refresh_from_db()
    assert report.email == "ich@post.example"


def test_report_of_an_entry_needs_a_reason(region):
    report = make_report()
    report.kind = "eintrag"

    with pytest.raises(ValidationError, match="Grund"):
        report.validate_constraints()
