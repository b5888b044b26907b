"""An institution's way through its application: nothing lost, nothing shown to strangers."""

import io
from urllib.parse import quote

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from actors.models import Membership
from funding import actions, drafts
from funding.models import Application
from tests.factories.actors import make_offer
from tests.factories.funding import (
    IBAN,
    make_budget_year,
    make_decided,
    make_draft,
    make_in_review,
    make_member,
    make_officer,
    make_rule_set,
    make_school,
    make_submitted,
    make_user,
)


def blank_pdf() -> bytes:
    file, document = io.BytesIO(), pikepdf.new()
    document.add_blank_page()
    document.save(file)
    return file.getvalue()


PDF = blank_pdf()
DECLARED = {"declared_not_begun": "on", "declared_true": "on", "declared_privacy": "on"}
PROJECT = {
    "title": "Besuch im Salzmuseum", "field": "museal", "description": "", "provider": "", "provider_name": "Museum",
    "place": "Lüneburg", "municipality": "", "own_premises": "nein",
}  # fmt: skip


def url(name: str, case: Application, *more) -> str:
    return reverse(f"funding:{name}", args=[case.key, *more])


def step(case: Application, section: str) -> str:
    return url("application_step", case, section)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def text_of(response) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def with_stamp(case: Application, section: str, **typed) -> dict:
    case.refresh_from_db()
    return drafts.typed(case, section) | {"stand": drafts.stamp(case, section)} | typed


@pytest.fixture
def rules(region):
    return make_rule_set()


@pytest.fixture
def draft(rules, school_client):
    return make_draft(by=school_client.user, institution=school_client.actor)


# Beginning


def test_begin_sends_strangers_to_the_login_and_back(client, rules):
    address = f"{reverse('funding:application_create')}?t0-0-art=bus&t0-0-summe=350"

    response = client.get(address)

    assert response["Location"] == f"/konto/anmelden/?next={quote(address)}"


def test_begin_makes_a_draft_and_an_unconfirmed_tie(rules):
    user, school = make_user(), make_school()

    response = signed_in(user).post(
        reverse("funding:application_create"),
        {"institution": school.pk, "role": "head", "token": "a" * 20},
    )

    draft = Application.objects.get()
    tie = Membership.objects.get()
    assert response["Location"] == step(draft, "einrichtung")
    assert (draft.token, draft.institution, draft.created_by) == ("a" * 20, school, user)
    assert (tie.user, tie.actor, tie.role, tie.confirmed_at) == (user, school, "head", None)


def test_begin_twice_with_one_form_gives_one_draft(rules, school_client):
    sent = {"institution": school_client.actor.pk, "role": "head", "token": "b" * 20}

    places = {
        school_client.post(reverse("funding:application_create"), sent)["Location"]
        for _ in range(3)
    }

    assert len(places) == 1
    assert Application.objects.count() == 1


def test_begin_with_somebody_elses_token_makes_an_own_draft(draft):
    user = make_user()

    signed_in(user).post(
        reverse("funding:application_create"),
        {"institution": draft.institution.pk, "role": "head", "token": draft.token},
    )

    assert Application.objects.get(created_by=user).token != draft.token


def test_begin_offers_only_institutions_that_may_apply(rules, school_client):
    museum = make_school(name="Museum", kind="museum")
    hidden = make_school(name="Geschlossene Schule", is_published=False)

    html = text_of(school_client.get(reverse("funding:application_create")))
    for actor in (museum, hidden):
        sent = {"institution": actor.pk, "role": "head", "token": "c" * 20}
        assert school_client.post(reverse("funding:application_create"), sent).status_code == 422

    assert ("Grundschule Adendorf" in html, "Geschlossene Schule" in html) == (True, False)
    assert Application.objects.count() == 0


def test_begin_never_asks_twice(rules, school_client):
    make_draft(by=school_client.user, institution=school_client.actor, contact_phone="04131 1234")

    html = text_of(school_client.get(reverse("funding:application_create")))
    sent = {"institution": school_client.actor.pk, "role": "head", "token": "d" * 20}
    school_client.post(reverse("funding:application_create"), sent)

    fresh = Application.objects.get(token="d" * 20)
    assert f'<option value="{school_client.actor.pk}" selected>' in html
    assert (fresh.head_name, fresh.contact_phone, fresh.iban, fresh.account_holder) == (
        "Schulleitung", "04131 1234", IBAN, "Gemeinde Adendorf",
    )  # fmt: skip


def test_begin_from_an_offer_fills_everything_in(rules, school_client):
    offer = make_offer(
        "Salz erleben", price_cents=6_50, fee_cents=80_00, place="Sülfmeisterstraße 1"
    )
    address = f"{reverse('funding:application_create')}?angebot={offer.slug}&kinder=24&erwachsene=2"

    school_client.post(
        address, {"institution": school_client.actor.pk, "role": "head", "token": "e" * 20}
    )

    draft = Application.objects.get()
    costs = drafts.cost_table(draft, lenient=True).planned()[0].costs
    assert (draft.title, draft.provider, draft.place, draft.field, draft.offer) == (
        "Salz erleben", offer.actor, "Sülfmeisterstraße 1", "museal", offer,
    )  # fmt: skip
    assert [(cost.kind, cost.total_cents) for cost in costs] == [
        ("entry", 156_00), ("entry", 13_00), ("honorar", 80_00),
    ]  # fmt: skip
    assert drafts.typed(draft, "termine") == {"t0-kinder": "24", "t0-erwachsene": "2"}


def test_begin_from_the_calculator_brings_costs_and_other_funding(rules, school_client):
    address = f"{reverse('funding:application_create')}?t0-kinder=20&t0-0-art=bus&t0-0-summe=500&andere=150"

    school_client.post(
        address, {"institution": school_client.actor.pk, "role": "head", "token": "f" * 20}
    )

    assert drafts.reckon(Application.objects.get()).cents == 350_00


# Steps


def test_step_keeps_what_is_wrong_and_says_so_at_the_field(draft, school_client):
    wrong = with_stamp(
        draft,
        "finanzierung",
        third_party_cents="12,505",
        iban="DE00 1234",
        account_holder="Träger B",
    )

    response = school_client.post(step(draft, "finanzierung"), wrong | {"next": "1"})
    again = text_of(school_client.get(step(draft, "finanzierung")))

    assert response.status_code == 422
    assert "Bitte geben Sie höchstens zwei Stellen nach dem Komma an." in again
    assert "Diese IBAN kann nicht stimmen." in again
    assert ('value="12,505"' in again, 'value="DE00 1234"' in again) == (True, True)
    draft.refresh_from_db()
    assert (draft.iban, draft.account_holder, draft.third_party_cents) == (IBAN, "Träger B", 0)


def test_step_saved_for_later_misses_nothing_and_complains_of_nothing(draft, school_client):
    empty = with_stamp(draft, "vorhaben", **PROJECT | {"title": "", "place": ""})

    response = school_client.post(step(draft, "vorhaben"), empty | {"later": "1"})
    again = text_of(school_client.get(step(draft, "vorhaben")))

    assert response["Location"] == reverse("my_area")
    assert "kern-error" not in again
    assert "kern-error" in text_of(school_client.get(step(draft, "vorhaben") + "?pruefen"))


def test_step_leads_on_and_back(draft, school_client):
    sent = with_stamp(draft, "finanzierung")

    on = school_client.post(step(draft, "finanzierung"), sent | {"next": "1"})
    back = school_client.post(
        step(draft, "finanzierung"), with_stamp(draft, "finanzierung", back="1")
    )

    assert (on["Location"], back["Location"]) == (step(draft, "anlagen"), step(draft, "kosten"))


def test_steps_write_appointments_and_costs(draft, school_client):
    dates = {
        "t0-datum": "2026-05-10",
        "t0-kinder": "20",
        "t2-datum": "11.5.2026",
        "t2-kinder": "21",
    }
    school_client.post(step(draft, "termine"), with_stamp(draft, "termine", **dates))
    costs = {"t0-0-art": "bus", "t0-0-summe": "1.234,50", "t2-0-art": "entry", "t2-0-personen": "21",
             "t2-0-preis": "5,05", "travel_mode": "bus", "bus_reason": "weit"}  # fmt: skip

    response = school_client.post(
        step(draft, "kosten"), with_stamp(draft, "kosten", **costs) | {"next": "1"}
    )

    rows = [
        (
            str(a.starts_on),
            a.children,
            [(line.kind, line.total_cents) for line in a.cost_lines.all()],
        )
        for a in draft.appointments.all()
    ]
    assert response["Location"] == step(draft, "finanzierung")
    assert rows == [("2026-05-10", 20, [("bus", 1234_50)]), ("2026-05-11", 21, [("entry", 106_05)])]


def test_costs_of_an_appointment_that_is_taken_away_go_with_it(draft, school_client):
    dates = {
        "t0-datum": "2026-05-10",
        "t0-kinder": "20",
        "t1-datum": "2026-05-11",
        "t1-kinder": "21",
    }
    school_client.post(step(draft, "termine"), with_stamp(draft, "termine", **dates))
    school_client.post(
        step(draft, "kosten"),
        with_stamp(draft, "kosten", **{"t1-0-art": "sach", "t1-0-summe": "9"}),
    )

    school_client.post(step(draft, "termine"), with_stamp(draft, "termine", **{"termin-weg": "t1"}))

    draft.refresh_from_db()
    assert [name for name in drafts.typed(draft, "kosten") if name.startswith("t1")] == []


def test_buttons_for_rows_work_without_scripts(draft, school_client):
    added = school_client.post(
        step(draft, "kosten"), with_stamp(draft, "kosten", **{"zeile-neu": "t0"})
    )

    assert added["Location"] == f"{step(draft, 'kosten')}#t0-1-art"
    assert school_client.get(step(draft, "kosten")).content.count(b"data-br-cost") == 2


def test_autosave_answers_with_the_time_and_the_new_state(draft, school_client, clock):
    clock("2026-03-02 14:32")
    first = with_stamp(draft, "vorhaben", **PROJECT | {"title": "Eins"})

    answer = school_client.post(step(draft, "vorhaben"), first | {"autosave": "1"}).json()
    second = school_client.post(
        step(draft, "vorhaben"),
        first | {"title": "Zwei", "stand": answer["stand"], "autosave": "1"},
    )

    draft.refresh_from_db()
    assert answer["text"] == "Gespeichert 14:32"
    assert (second.status_code, draft.title) == (200, "Zwei")


def test_second_window_is_told_and_shown_its_own_text(draft, school_client):
    old = with_stamp(draft, "vorhaben", **PROJECT)
    school_client.post(step(draft, "vorhaben"), old | {"title": "Aus dem ersten Fenster"})

    response = school_client.post(
        step(draft, "vorhaben"), old | {"title": "Aus dem <b>zweiten</b> Fenster"}
    )

    html = text_of(response)
    draft.refresh_from_db()
    assert response.status_code == 409
    assert draft.title == "Aus dem ersten Fenster"
    assert 'value="Aus dem &lt;b&gt;zweiten&lt;/b&gt; Fenster"' in html
    assert "Titel des Vorhabens: Aus dem ersten Fenster" in html


def test_two_windows_on_different_steps_do_not_disturb_each_other(draft, school_client):
    one, two = (
        with_stamp(draft, "vorhaben", **PROJECT),
        with_stamp(draft, "einrichtung", head_name="Neue Leitung"),
    )

    answers = [school_client.post(step(draft, s), sent | {"later": "1"}).status_code
               for s, sent in (("vorhaben", one), ("einrichtung", two))]  # fmt: skip

    assert answers == [302, 302]


def test_step_that_was_filed_meanwhile_keeps_its_text_on_the_page(draft, school_client):
    sent = with_stamp(draft, "vorhaben", **PROJECT | {"title": "Zu spät"})
    actions.submit(application=draft, by=school_client.user, token="t")

    response = school_client.post(f"/foerderung/antraege/{draft.token}/vorhaben/", sent)

    assert response.status_code == 409
    assert 'value="Zu spät"' in text_of(response)
    assert Application.objects.get().title == "Besuch im Salzmuseum"


def test_what_is_sent_after_the_session_ended_is_there_after_the_login(draft, school_client):
    sent = with_stamp(draft, "vorhaben", **PROJECT | {"title": "Beim Tippen abgemeldet"})
    school_client.logout()

    response = school_client.post(step(draft, "vorhaben"), sent | {"next": "1"})
    school_client.force_login(
        school_client.user, backend="django.contrib.auth.backends.ModelBackend"
    )
    back = school_client.get(step(draft, "vorhaben"), follow=True)

    draft.refresh_from_db()
    assert response["Location"] == f"/konto/anmelden/?next={step(draft, 'vorhaben')}"
    assert "Ihre Eingaben sind wieder da und gespeichert." in text_of(back)
    assert draft.title == "Beim Tippen abgemeldet"


def test_what_another_person_sent_before_is_never_shown(draft, school_client, rules):
    sent = with_stamp(draft, "vorhaben", **PROJECT | {"title": "Geheim"})
    school_client.logout()
    school_client.post(step(draft, "vorhaben"), sent)
    school_client.force_login(make_user(), backend="django.contrib.auth.backends.ModelBackend")

    response = school_client.get(step(draft, "vorhaben"))

    assert response.status_code == 404
    assert "Geheim" not in text_of(response)


@pytest.mark.parametrize(
    "title",
    ["Łódź Ǆ ḍ ẞ", "🎭 Theater „für alle“", "<script>alert(1)</script>", '=HYPERLINK("x")', "a\0b"],
)
def test_any_letters_come_back_as_typed(draft, school_client, title):
    school_client.post(
        step(draft, "vorhaben"), with_stamp(draft, "vorhaben", **PROJECT | {"title": title})
    )

    html = school_client.get(step(draft, "vorhaben")).content.decode()
    draft.refresh_from_db()
    assert (
        draft.title == title.replace("\0", "")
        if "\0" not in title
        else draft.draft_data["vorhaben"]["title"] == "ab"
    )
    assert "<script>alert" not in html


def test_fields_of_other_steps_or_the_office_are_not_taken(draft, school_client):
    sent = with_stamp(draft, "vorhaben", **PROJECT) | {
        "iban": "X",
        "status": "approved",
        "decided_cents": "1",
        "number": "KB-1",
    }

    school_client.post(step(draft, "vorhaben"), sent)

    draft.refresh_from_db()
    assert set(draft.draft_data["vorhaben"]) == set(PROJECT)
    assert (draft.status, draft.number, draft.iban) == ("draft", None, IBAN)


# Files


def upload(client, case, *files, **data):
    return client.post(step(case, "anlagen"), {"kind": "angebot", "files": list(files)} | data)


def test_files_are_kept_one_by_one_and_the_wrong_ones_named(draft, school_client):
    good = SimpleUploadedFile("Angebot Bus äöü.pdf", PDF)
    bad = SimpleUploadedFile("rechnung.pdf.exe", b"MZ")
    empty = SimpleUploadedFile("leer.pdf", b"")

    response = upload(school_client, draft, good, bad, empty, next="1")

    html = text_of(response)
    assert response.status_code == 422
    assert [(a.name, a.kind) for a in draft.attachments.all()] == [
        ("Angebot Bus äöü.pdf", "angebot")
    ]
    assert "rechnung.pdf.exe: Dateien dieser Art nehmen wir nicht an." in html
    assert "leer.pdf: Diese Datei ist leer." in html
    assert "Angebot Bus äöü.pdf</a>" in html


def test_file_can_be_taken_away_again(draft, school_client):
    upload(school_client, draft, SimpleUploadedFile("a.pdf", PDF))
    attachment = draft.attachments.get()

    response = school_client.post(step(draft, "anlagen"), {"remove": attachment.pk})

    assert response["Location"] == step(draft, "anlagen")
    assert draft.attachments.count() == 0


def test_file_of_another_case_cannot_be_taken_away(draft, school_client):
    other = make_draft()
    upload(signed_in(other.created_by), other, SimpleUploadedFile("a.pdf", PDF))

    answers = [school_client.post(step(draft, "anlagen"), {"remove": pk}).status_code
               for pk in (other.attachments.get().pk, "abc", "9" * 40)]  # fmt: skip

    assert answers == [404, 404, 404]
    assert other.attachments.count() == 1


def test_file_is_handed_out_as_a_download_nobody_keeps(draft, school_client):
    upload(school_client, draft, SimpleUploadedFile("Angebot.pdf", PDF))

    response = school_client.get(url("attachment_download", draft, draft.attachments.get().pk))

    assert b"".join(response.streaming_content).startswith(b"%PDF")
    assert response["Content-Disposition"] == 'attachment; filename="Angebot.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    assert response["Content-Security-Policy"].startswith("sandbox")


# Filing


def test_filing_gives_number_receipt_and_mail(
    draft, school_client, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        response = school_client.post(
            url("application_review", draft), DECLARED | {"token": "one"}, follow=True
        )

    draft.refresh_from_db()
    html = text_of(response)
    assert response.redirect_chain[-1][0] == "/foerderung/antraege/KB-2026-0001/eingegangen/"
    assert "<h1>KB-2026-0001</h1>" in html
    assert (draft.status, draft.rule_set.version, draft.draft_data) == ("submitted", "2017", {})
    assert len(mailoutbox) == 1


def test_filing_five_times_makes_one_case_and_every_answer_leads_to_it(
    draft, school_client, mailoutbox
):
    address, sent = url("application_review", draft), DECLARED | {"token": "one"}

    places = [school_client.post(address, sent)["Location"] for _ in range(5)]

    assert set(places) == {"/foerderung/antraege/KB-2026-0001/eingegangen/"}
    assert (Application.objects.filed().count(), len(mailoutbox)) == (1, 1)


def test_filing_in_a_second_window_leads_to_the_case(draft, school_client):
    school_client.post(url("application_review", draft), DECLARED | {"token": "one"})

    response = school_client.post(
        f"/foerderung/antraege/{draft.token}/pruefen/", DECLARED | {"token": "two"}
    )

    assert response["Location"] == "/foerderung/antraege/KB-2026-0001/"


def test_filing_what_was_changed_since_it_was_looked_over_is_refused(draft, school_client):
    seen = draft.version
    changed = with_stamp(draft, "kosten", **{"t0-0-summe": "900"})
    school_client.post(step(draft, "kosten"), changed)

    sent = DECLARED | {"token": "x", "version": str(seen)}
    response = school_client.post(url("application_review", draft), sent)

    assert response.status_code == 409
    assert "Der Antrag wurde inzwischen geändert." in text_of(response)
    assert "900,00 €" in text_of(response)
    assert f'name="version" value="{Application.objects.get().version}"' in text_of(response)
    assert Application.objects.get().is_draft


def test_filing_needs_the_declarations(draft, school_client):
    Application.objects.filter(pk=draft.pk).update(declared_true=False)

    response = school_client.post(
        url("application_review", draft), {"declared_true": "on", "token": "x"}
    )

    html = text_of(response)
    assert response.status_code == 422
    assert "Bitte bestätigen Sie das." in html
    assert Application.objects.get().is_draft


@pytest.mark.parametrize(
    ("section", "typed", "sentence"),
    [
        ("finanzierung", {"iban": "DE00"}, "IBAN: Diese IBAN kann nicht stimmen."),
        (
            "kosten",
            {"t0-0-summe": "12,505"},
            "oder Summe in €: Bitte geben Sie höchstens zwei Stellen",
        ),
        ("vorhaben", {"title": ""}, "Titel des Vorhabens: "),
        ("termine", {"t0-datum": "2026-03-02"}, "Datum: Der Termin muss in der Zukunft liegen"),
    ],
)
def test_filing_refuses_what_was_not_understood(draft, school_client, section, typed, sentence):
    school_client.post(step(draft, section), with_stamp(draft, section, **typed))

    shown = text_of(school_client.get(url("application_review", draft)))
    response = school_client.post(url("application_review", draft), DECLARED | {"token": "x"})

    assert sentence in shown
    assert f'href="{step(draft, section)}?pruefen"' in shown
    assert response.status_code == 422
    assert Application.objects.get().is_draft


def test_filing_late_is_allowed_and_told(rules, school_client):
    draft = make_draft(by=school_client.user, institution=school_client.actor, days_ahead=10)

    html = text_of(school_client.get(url("application_review", draft)))
    school_client.post(url("application_review", draft), DECLARED | {"token": "x"})

    draft.refresh_from_db()
    assert "Der Antrag kommt später, als wir ihn gern hätten." in html
    assert (draft.status, draft.late) == ("submitted", True)


def test_receipt_is_a_pdf_for_members_only(rules, school_client):
    case = make_submitted(by=school_client.user, institution=school_client.actor)
    address = url("application_receipt", case)

    response = school_client.get(address)

    assert b"".join(response.streaming_content).startswith(b"%PDF")
    assert signed_in(make_user()).get(address).status_code == 404


# The office asks back


@pytest.fixture
def asked(rules, school_client, today):
    """A case with a question that reopens the appointments."""
    case = make_in_review(by=school_client.user, institution=school_client.actor)
    officer = case.assignee
    due = today.replace(day=20)
    actions.request_info(
        application=case, by=officer, items=["Wie viele Kinder?"], due_on=due, sections=["termine"]
    )
    case.refresh_from_db()
    return case


def test_question_reopens_only_the_named_steps(asked, school_client):
    opened = text_of(school_client.get(step(asked, "termine")))
    closed = school_client.get(step(asked, "kosten"))
    refused = school_client.post(
        step(asked, "kosten"), with_stamp(asked, "kosten", **{"t0-0-summe": "1"})
    )

    assert "Bitte antworten Sie bis 20. März 2026." in opened
    assert "Wie viele Kinder?" in opened
    assert closed["Location"] == asked.get_absolute_url()
    assert refused.status_code == 409


def test_answer_takes_over_the_changed_step_and_closes_it(asked, school_client):
    school_client.post(step(asked, "termine"), with_stamp(asked, "termine", **{"t0-kinder": "30"}))

    response = school_client.post(
        url("application_answer", asked), {"answer": "Es sind mehr geworden."}, follow=True
    )

    asked = Application.objects.get()
    assert (asked.status, asked.appointments.get().children, asked.draft_data) == (
        "in_review",
        30,
        {},
    )
    assert asked.appointments.get().cost_lines.get().total_cents == 350_00
    assert "Es sind mehr geworden." in text_of(response)


def test_answer_with_a_step_that_is_wrong_is_refused(asked, school_client):
    school_client.post(
        step(asked, "termine"), with_stamp(asked, "termine", **{"t0-kinder": "viele"})
    )

    response = school_client.post(url("application_answer", asked), {"answer": "Hier."})

    asked.refresh_from_db()
    assert response.status_code == 422
    assert (asked.status, asked.appointments.get().children) == ("info_requested", 22)
    assert "Hier.</textarea>" in text_of(response)


# Who may see what


def pages_of(case: Application) -> list[str]:
    names = ["application_detail", "application_review", "application_submitted", "application_answer",
             "application_discard", "application_withdraw", "application_receipt"]  # fmt: skip
    sections = [step(case, section) for section in Application.Section]
    return [url(name, case) for name in names] + sections


@pytest.mark.parametrize("made", [make_draft, make_submitted])
def test_strangers_find_nothing(rules, made):
    case = made()
    strangers = [make_user(), make_member(make_school(name="Nachbarschule"))]

    answers = {
        signed_in(user).get(page).status_code for user in strangers for page in pages_of(case)
    } | {signed_in(user).post(page).status_code for user in strangers for page in pages_of(case)}

    assert answers <= {404, 405}
    assert Application.objects.get(pk=case.pk).version == case.version


def test_visitors_are_sent_to_the_login(rules, client):
    case = make_submitted()

    assert {client.get(page)["Location"] for page in pages_of(case)} == {
        f"/konto/anmelden/?next={page}" for page in pages_of(case)
    }


def test_made_up_numbers_look_like_those_of_others(rules):
    case, client = make_submitted(), signed_in(make_user())

    bodies = {client.get(f"/foerderung/antraege/{key}/").content.replace(key.encode(), b"")
              for key in (case.number, case.token, "KB-2026-9999")}  # fmt: skip

    assert len(bodies) == 1


def test_unconfirmed_member_sees_only_own_cases(rules):
    school = make_school()
    others = make_draft(by=make_member(school), institution=school)
    newcomer = make_member(school, confirmed=False)
    own = make_draft(by=newcomer, institution=school, title="Mein eigener")

    client = signed_in(newcomer)

    assert client.get(step(others, "vorhaben")).status_code == 404
    assert client.get(step(own, "vorhaben")).status_code == 200
    assert [case.pk for case in client.get(reverse("my_area")).context["cases"]] == [own.pk]


def test_confirmed_member_sees_all_of_the_institution(rules):
    school = make_school()
    case = make_draft(by=make_member(school), institution=school)

    assert signed_in(make_member(school)).get(step(case, "vorhaben")).status_code == 200


def test_office_reads_filed_cases_and_writes_in_none(rules):
    case, draft, office = make_submitted(), make_draft(), signed_in(make_officer())

    assert office.get(url("application_detail", case)).status_code == 200
    assert {
        office.get(page).status_code
        for page in (url("application_withdraw", case), step(draft, "vorhaben"))
    } == {404}
    assert office.post(url("application_withdraw", case)).status_code == 404


def test_detail_never_shows_internal_notes(rules, school_client):
    case = make_in_review(by=school_client.user, institution=school_client.actor)
    case.checks.update(note="nur für uns")
    actions.propose(
        application=case,
        by=case.assignee,
        amount_cents=case.computed_cents,
        budget_year=make_budget_year(case.programme),
    )
    actions.send_back(application=case, by=make_officer(), note="intern zurück")

    html = text_of(school_client.get(url("application_detail", case)))

    assert [note in html for note in ("nur für uns", "intern zurück", "Zur Zeichnung")] == [
        False
    ] * 3
    assert "In Prüfung" in html


def test_decided_case_offers_its_letter(rules, school_client):
    case = make_decided(by=school_client.user, institution=school_client.actor)
    letter = case.letters.get(kind="grant_notice")

    html = text_of(school_client.get(url("application_detail", case)))
    response = school_client.get(url("letter_download", case, letter.pk))

    assert "280,00 €" in html
    assert letter.get_absolute_url() in html
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    assert signed_in(make_user()).get(url("letter_download", case, letter.pk)).status_code == 404


# Ends


def test_draft_is_discarded_after_a_question(draft, school_client):
    shown = school_client.get(url("application_discard", draft))
    response = school_client.post(url("application_discard", draft))

    assert "Entwurf verwerfen?" in text_of(shown)
    assert (response["Location"], Application.objects.count()) == (reverse("my_area"), 0)


def test_case_is_withdrawn_after_a_question(rules, school_client):
    case = make_submitted(by=school_client.user, institution=school_client.actor)

    response = school_client.post(
        url("application_withdraw", case), {"note": "Fällt aus"}, follow=True
    )

    case.refresh_from_db()
    assert case.status == "withdrawn"
    assert "Zurückgezogen" in text_of(response)


# Lists


def test_my_area_explains_how_to_begin(rules):
    html = text_of(signed_in(make_user()).get(reverse("my_area")))

    assert "Noch kein Antrag" in html
    assert reverse("funding:application_create") in html


def queries_of(client, address, django_assert_max_num_queries) -> int:
    client.get(address)
    with django_assert_max_num_queries(60) as counted:
        client.get(address)
    return len(counted)


def test_my_area_queries_do_not_grow(rules, school_client, django_assert_max_num_queries, today):
    def add():
        case = make_in_review(by=school_client.user, institution=school_client.actor)
        actions.request_info(
            application=case, by=case.assignee, items=["Wann?"], due_on=today.replace(day=20)
        )

    add()
    one = queries_of(school_client, reverse("my_area"), django_assert_max_num_queries)
    add()
    add()

    assert queries_of(school_client, reverse("my_area"), django_assert_max_num_queries) == one


@pytest.mark.parametrize("section", ["termine", "kosten", "einrichtung"])
def test_step_queries_do_not_grow(rules, school_client, django_assert_max_num_queries, section):
    draft = make_draft(by=school_client.user, institution=school_client.actor)
    one = queries_of(school_client, step(draft, section), django_assert_max_num_queries)
    for key in ("t1", "t2"):
        typed = {f"{key}-datum": "2026-05-10", f"{key}-kinder": "20"}
        school_client.post(step(draft, "termine"), with_stamp(draft, "termine", **typed))
        costs = {f"{key}-0-art": "bus", f"{key}-0-summe": "5"}
        school_client.post(step(draft, "kosten"), with_stamp(draft, "kosten", **costs))

    assert queries_of(school_client, step(draft, section), django_assert_max_num_queries) <= one


def test_detail_queries_do_not_grow(rules, school_client, django_assert_max_num_queries):
    counts = []
    for number in (1, 3):
        costs = tuple({"kind": "bus", "total_cents": 100_00 + n} for n in range(number))
        case = make_submitted(by=school_client.user, institution=school_client.actor, costs=costs)
        counts.append(
            queries_of(
                school_client, url("application_detail", case), django_assert_max_num_queries
            )
        )

    assert counts[0] == counts[1]
