"""The nightly run: every task for itself, told when something is wrong, shown on the start page."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import models
from django.urls import reverse
from django.utils import timezone

from bildungsregion import nightly
from bildungsregion.base import nightly as registry
from bildungsregion.base.errors import DomainError
from bildungsregion.base.models import OutgoingMail, Region
from bildungsregion.models import Night
from funding.models import BudgetYear, VenueConfirmation
from tests.factories.funding import let_pass, make_decided
from tests.factories.office import make_client


pytestmark = pytest.mark.django_db
SLUGS = ["buecher", "links", "aufbewahrung", "verlauf", "kalender", "erinnerungen", "termine", "frische", "anfragen",
         "fassungen", "projekte", "mitwirkung", "anmeldungen", "einreichungen", "seiten", "meldungen", "abos",
         "postausgang", "betrieb", "virenpruefung", "dateien", "sitzungen", "zugaenge", "suche", "faktoren", "suchen",
         "adressen"]  # fmt: skip


@pytest.fixture
def broken(monkeypatch):
    """One more task that fails in a way nobody thought of."""

    def run(today):
        raise ZeroDivisionError("secret detail")

    monkeypatch.setitem(registry._tasks, "kaputt", registry.Task("kaputt", "Kaputtes", run, 15))


def test_everything_runs_in_its_order_and_is_written_down(region, mailoutbox, capsys):
    make_decided()
    mailoutbox.clear()

    call_command("nightly")

    night = Night.objects.get()
    assert [row["slug"] for row in night.results] == SLUGS
    assert (night.troubles, night.finished) == ([], timezone.now())
    assert night.results[0]["report"] == "1 Haushaltsjahre sind durch ihre Buchungen bewiesen."
    assert night.results[2]["report"] == "Nichts war fällig."
    assert [mail for mail in mailoutbox if "Nachtlauf" in mail.subject] == []
    assert capsys.readouterr().out.splitlines()[0].startswith("Bücher des Fonds (")


def test_wrong_books_raise_the_alarm_and_the_rest_still_runs(region, mailoutbox, settings):
    make_decided()
    mailoutbox.clear()
    settings.ADMINS = [("Betrieb", "betrieb@portal.example")]
    models.QuerySet(BudgetYear).update(paid_cents=1_00)

    with pytest.raises(CommandError, match=f"1 von {len(SLUGS)}"):
        call_command("nightly")

    [wrong] = Night.objects.get().troubles
    assert wrong["slug"] == "buecher"
    assert "ausgezahlt steht mit 1,00" in wrong["report"]
    [mail] = [mail for mail in mailoutbox if mail.subject == "Nachtlauf: Bitte nachsehen"]
    assert mail.to == [Region.objects.get().office_email, "betrieb@portal.example"]
    assert "Bücher des Fonds: " in mail.body


def test_task_that_breaks_does_not_stop_the_others_nor_tell_its_insides(region, broken, caplog):
    night = nightly.run()

    assert [row["slug"] for row in night.results] == [SLUGS[0], "kaputt", *SLUGS[1:]]
    assert [row["report"] for row in night.troubles] == [
        "Unerwarteter Fehler (ZeroDivisionError). Näheres steht im Protokoll des Dienstes."
    ]
    assert "secret detail" in caplog.text


def test_portal_without_a_region_runs_as_well(db):
    night = nightly.run()

    assert [row["slug"] for row in night.troubles] == ["erinnerungen"]


def test_one_task_alone(region):
    assert [row["slug"] for row in nightly.run("links").results] == ["links"]
    with pytest.raises(DomainError, match="Bekannt sind: buecher, links"):
        nightly.run("gibtsnicht")


def test_second_run_at_the_same_time_is_refused_and_a_killed_one_does_not_block(region, clock):
    Night.objects.create(began=timezone.now())

    with pytest.raises(DomainError, match="gerade unterwegs"):
        nightly.run()
    clock(timezone.now() + timedelta(hours=4))
    assert nightly.run().finished


def test_old_nights_go_after_sixty_days(region, clock):
    nightly.run()
    clock("2026-05-02")
    nightly.run()

    assert Night.objects.count() == 1


def test_mails_that_lie_are_told(region, clock):
    OutgoingMail.objects.create(
        to=["x@schule.example"], subject="x", message=b"x", message_id="1",
        due_at=timezone.now() - timedelta(hours=5),
    )  # fmt: skip

    [trouble] = nightly.run("postausgang").troubles

    assert trouble["report"].startswith("Eine E-Mail ist seit 5 Stunden überfällig.")


def test_questions_to_venues_go_some_days_after_their_last(region, clock):
    case = let_pass(make_decided())
    from_now = timezone.localdate()
    VenueConfirmation.objects.create(
        appointment=case.appointments.get(), email="x@museum.example", token_sha256="1" * 64,
        expires_on=from_now, asked_at=timezone.now(), asked_by=case.submitted_by,
    )  # fmt: skip
    clock(from_now + timedelta(days=14))
    nightly.run("links")
    assert VenueConfirmation.objects.count() == 1

    clock(from_now + timedelta(days=15))
    night = nightly.run("links")

    assert night.results[0]["report"] == "1 abgelaufene Fragen an Anbieter gelöscht."
    assert VenueConfirmation.objects.count() == 0


def start_page(role="sachbearbeitung") -> str:
    return " ".join(make_client(role).get(reverse("admin:index")).content.decode().split())


@pytest.mark.parametrize(
    ("later", "line"),
    [
        ("2026-03-02 15:00", "Nachtlauf: heute 04:10 Uhr, alles in Ordnung."),
        ("2026-03-03 04:00", "Nachtlauf: gestern 04:10 Uhr, alles in Ordnung."),
        ("2026-03-03 06:11", "Seitdem ist keiner mehr gelaufen."),
    ],
)
def test_start_page_tells_the_night_in_one_line(region, clock, later, line):
    clock("2026-03-02 04:10")
    nightly.run()
    clock(later)

    assert line in start_page()


def test_start_page_names_what_failed(region, broken):
    nightly.run()

    page = start_page()

    assert "bitte nachsehen" in page
    assert "Kaputtes: Unerwarteter Fehler" in page


def test_start_page_knows_runs_that_never_were_or_never_ended(region, clock):
    assert "Noch keiner." in start_page()
    Night.objects.create(began=timezone.now())
    clock(timezone.now() + timedelta(hours=5))

    assert "Er ist nicht zu Ende gekommen." in start_page("kasse")
    assert "Nachtlauf" not in start_page("redaktion")


def test_nights_are_read_in_the_office(region):
    night = nightly.run()
    client = make_client("koordination")

    listed = client.get(reverse("admin:bildungsregion_night_changelist")).content.decode()
    page = client.get(
        reverse("admin:bildungsregion_night_change", args=[night.pk])
    ).content.decode()

    assert "alles in Ordnung" in listed
    assert "<strong>Bücher des Fonds:</strong>" in page
