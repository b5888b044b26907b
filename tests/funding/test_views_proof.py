"""The proof of use in ten minutes: prefilled, never lost, the difference always in sight, for members only."""

from datetime import timedelta

import pytest

from funding import actions, proofs
from funding.models import Receipt
from tests.factories.funding import (
    actual_lines,
    add_appointment,
    let_pass,
    make_decided,
    prove,
)
from tests.funding.browsing import text_of, url
from tests.funding.proving import BUS, ENTRY, proof_of, save, typed


@pytest.fixture
def case(region, school_client):
    """Granted, the trip was yesterday: a bus for 350 euro."""
    return let_pass(make_decided(by=school_client.user, institution=school_client.actor))


@pytest.fixture
def begun(case):
    actions.begin_report(application=case, by=case.submitted_by)
    return case


# Beginning, writing


def test_begin_is_offered_and_prefills_from_the_plan(case, school_client):
    page = text_of(school_client.get(url("proof", case)))
    response = school_client.post(url("proof", case), {"begin": "1"})
    html = text_of(school_client.get(url("proof", case)))

    assert "Nachweis in zehn Minuten" in page
    assert response["Location"] == url("proof", case)
    assert 'name="t0-kinder" value="22"' in html
    assert 'name="t0-0-summe" value="350,00"' in html
    assert "Genau so viel, wie bewilligt ist." in html
    assert case.usage_report.begun_by == school_client.user


def test_get_begins_nothing(case, school_client):
    school_client.get(url("proof", case))

    assert not proofs.is_begun(case)


def test_case_page_shows_the_card(case, school_client):
    before = text_of(school_client.get(case.get_absolute_url()))
    actions.begin_report(application=case, by=case.submitted_by)
    after = text_of(school_client.get(case.get_absolute_url()))

    assert ("Nachweis beginnen" in before, "Nachweis fertig machen" in after) == (True, True)
    assert "Besuch bestätigen lassen" in before


def test_proof_before_the_trip_may_be_prepared(region, school_client):
    case = make_decided(by=school_client.user, institution=school_client.actor)

    assert "Nachweis vorbereiten" in text_of(school_client.get(case.get_absolute_url()))
    school_client.post(url("proof", case), {"begin": "1"})
    html = text_of(school_client.get(url("proof", case)))

    assert "ist noch nicht vorbei." in html


def test_save_takes_over_heads_costs_money_and_words(begun, school_client):
    response = save(
        school_client, begun, t0_kinder="20", t0_0_summe="330", t0_1_art="opnv", t0_1_summe="12,50",
        andere="15", bericht="Es war laut und schön.", later="1",
    )  # fmt: skip

    row = begun.appointments.get()
    report = begun.usage_report
    assert response["Location"] == begun.get_absolute_url()
    assert (row.actual_children, row.actual_adults) == (20, 2)
    assert list(actual_lines(begun).values_list("kind", "total_cents")) == [
        ("bus", 330_00),
        ("opnv", 12_50),
    ]
    assert (report.text, report.third_party_cents) == ("Es war laut und schön.", 15_00)


def test_rows_come_and_go_by_their_buttons(begun, school_client):
    added = save(school_client, begun, zeile_neu="t0")
    filled = save(school_client, begun, t0_1_art="sach", t0_1_summe="9,90")
    dropped = save(school_client, begun, zeile_weg="t0-0")

    assert added["Location"].endswith("#t0-1-art")
    assert filled.status_code == 422
    assert dropped["Location"].endswith("#t0")
    assert list(actual_lines(begun).values_list("kind", "total_cents")) == [("sach", 9_90)]


def test_rows_keep_their_receipts_while_somebody_types(begun, school_client):
    line = actual_lines(begun).get()
    prove(line, by=begun.submitted_by)

    for text in ("", "3", "3,", "abc", "340,00"):
        save(school_client, begun, t0_0_summe=text, autosave="1")
        assert Receipt.objects.get().cost_line_id == line.pk

    line.refresh_from_db()
    assert line.total_cents == 340_00


def test_new_row_is_one_line_however_often_it_is_saved(begun, school_client):
    sent = typed(begun, t0_1_art="sach", t0_1_summe="9,90", autosave="1")
    first = school_client.post(url("proof", begun), sent)
    pks = set(actual_lines(begun).values_list("pk", flat=True))
    school_client.post(url("proof", begun), sent | {"stand": first.json()["stand"]})

    assert set(actual_lines(begun).values_list("pk", flat=True)) == pks
    assert len(pks) == 2


def test_row_with_receipts_is_not_dropped(begun, school_client):
    prove(actual_lines(begun).get(), by=begun.submitted_by)

    response = school_client.post(url("proof", begun), typed(begun, zeile_weg="t0-0"), follow=True)

    html = text_of(response)
    assert "„Mietbus“ bleibt, weil es dazu Belege gibt." in html
    assert 'name="t0-0-summe" value="350,00"' in html
    assert Receipt.objects.count() == 1


def test_last_row_may_go(begun, school_client):
    save(school_client, begun, zeile_weg="t0-0")

    html = text_of(school_client.get(url("proof", begun)))

    assert actual_lines(begun).count() == 0
    assert 'name="t0-2-art"' in html


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("t0_0_summe", "12,505", "höchstens zwei Stellen nach dem Komma"),
        ("t0_0_summe", "1e3", "„1e3“ ist kein Betrag."),
        ("t0_0_summe", "1234567890", "Der Betrag ist zu groß."),
        ("t0_0_summe", "-5", "ohne Vorzeichen"),
        ("t0_0_summe", "", "Bitte geben Sie einen Preis oder eine Summe an."),
        ("t0_0_art", "flug", "flug"),
        ("t0_kinder", "zwanzig", "Bitte geben Sie eine ganze Zahl an"),
        ("t0_kinder", "", "Bitte füllen Sie dieses Feld aus."),
        ("t0_erwachsene", "-1", "größer oder gleich 0"),
        ("t0_kinder", "99999", "kleiner oder gleich 2000"),
        ("andere", "1e3", "„1e3“ ist kein Betrag."),
        ("bericht", "", "Bitte schreiben Sie ein bis drei Sätze, wie es war."),
        ("bericht", "x" * 2001, "2000"),
    ],
)
def test_bad_input_is_named_and_kept(begun, school_client, field, text, sentence):
    response = save(school_client, begun, **{"bericht": "Gut."} | {field: text, "next": "1"})

    html = text_of(response)
    assert response.status_code == 422
    assert sentence in html
    assert proof_of(begun).text[field.replace("_", "-")] == text
    assert actual_lines(begun).get().total_cents == 350_00


# The difference


def test_difference_says_what_and_why(begun, school_client):
    save(school_client, begun, t0_0_summe="330,00", autosave="1")

    html = text_of(school_client.get(url("proof", begun)))

    assert "16,00 € weniger, als bewilligt ist." in html
    assert "Mietbus: 330,00 € statt geplant 350,00 €, Zuschuss 264,00 € statt 280,00 €." in html
    assert "Mietbus: 80 % von 330,00 € = 264,00 €" in html


def test_dearer_trip_is_paid_as_granted(begun, school_client):
    save(school_client, begun, t0_0_summe="400,00", autosave="1")

    html = text_of(school_client.get(url("proof", begun)))

    assert "Es war teurer als geplant, mehr gibt es dafür nicht." in html
    assert '<dt>Auszahlung</dt><dd class="br-money">280,00 €</dd>' in html
    assert '<dt>nach den Regeln jetzt</dt><dd class="br-money">320,00 €</dd>' in html


def test_other_money_and_missing_costs_are_reasons(begun, school_client):
    save(school_client, begun, andere="200", autosave="1")
    limited = text_of(school_client.get(url("proof", begun)))
    save(school_client, begun, andere="", zeile_weg="t0-0")
    emptied = text_of(school_client.get(url("proof", begun)))

    assert "130,00 € weniger, als bewilligt ist." in limited
    assert "deckt höchstens die noch offenen Kosten von 150,00 €" in limited
    assert "Mietbus: geplant waren 350,00 €, angegeben ist nichts." in emptied


def test_fewer_heads_than_tickets_is_a_hint(region, school_client):
    case = let_pass(
        make_decided(by=school_client.user, institution=school_client.actor, costs=(ENTRY,))
    )
    actions.begin_report(application=case, by=school_client.user)

    save(school_client, case, t0_kinder="19", autosave="1")

    html = text_of(school_client.get(url("proof", case)))
    assert "Beim Eintritt stehen 22 Personen, dabei waren 19." in html


def test_missing_things_lead_to_their_place(begun, school_client):
    html = text_of(school_client.get(url("proof", begun)))
    review = text_of(school_client.get(url("proof_review", begun)))

    assert '<a href="#belege-t0-0">Zu „Mietbus“ fehlt der Beleg.</a>' in html
    assert 'id="belege-t0-0"' in html
    assert f'<a href="{url("proof", begun)}?pruefen#bericht">' in review
    assert "Nachweis senden" not in review


# Saving, conflicts, sessions


def test_autosave_answers_with_the_new_stamp(begun, school_client):
    response = save(school_client, begun, t0_0_summe="34", autosave="1")

    assert response.json() == {"stand": proof_of(begun).stamp, "text": "Gespeichert 10:00"}


def test_stale_form_loses_nothing(begun, school_client):
    old = typed(begun, t0_0_summe="300,00", bericht="Aus dem zweiten Fenster.")
    save(school_client, begun, t0_0_summe="320,00", autosave="1")

    response = school_client.post(url("proof", begun), old | {"next": "1"})
    silent = school_client.post(url("proof", begun), old | {"autosave": "1"})

    html = text_of(response)
    assert (response.status_code, silent.status_code) == (409, 409)
    assert "inzwischen in einem anderen Fenster" in html
    assert "Mietbus: 320,00 €" in html
    assert 'value="300,00"' in html
    assert "Aus dem zweiten Fenster." in html
    assert actual_lines(begun).get().total_cents == 320_00


def test_conflict_can_be_decided_for_ones_own_text(begun, school_client):
    old = typed(begun, t0_0_summe="300,00", bericht="Gut.")
    save(school_client, begun, t0_0_summe="320,00", autosave="1")
    fresh = proof_of(begun).stamp

    response = school_client.post(url("proof", begun), old | {"stand": fresh, "next": "1"})

    assert response["Location"] == url("proof_review", begun)
    assert actual_lines(begun).get().total_cents == 300_00


def test_what_is_sent_signed_out_is_brought_back(begun, school_client):
    sent = typed(begun, bericht="Nach langer Pause.")
    school_client.logout()
    school_client.post(url("proof", begun), sent)
    school_client.force_login(
        begun.submitted_by, backend="django.contrib.auth.backends.ModelBackend"
    )

    response = school_client.get(url("proof", begun), follow=True)

    assert "Ihre Eingaben sind wieder da und gespeichert." in text_of(response)
    assert begun.usage_report.text == "Nach langer Pause."


def test_amended_plan_is_no_trap(begun, school_client, today):
    save(school_client, begun, bericht="Gut.", autosave="1")
    add_appointment(begun, today - timedelta(days=3), (BUS,))

    html = text_of(school_client.get(url("proof", begun)))

    assert 'name="t1-kinder"' in html
    assert "Gut." in html
