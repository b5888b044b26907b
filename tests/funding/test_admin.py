"""The office's start page, lists and records: who sees what, in how many queries, and what never changes."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from actors.models import Membership
from bildungsregion.base.outbox import queue_mail
from bildungsregion.base.outbox.models import OutgoingMail
from funding.models import Application
from tests.factories.actors import make_actor
from tests.factories.funding import (
    make_budget_year,
    make_decided,
    make_draft,
    make_in_review,
    make_member,
    make_municipality,
    make_proposed,
    make_school,
    make_submitted,
)
from tests.factories.office import SUPERUSER, make_client
from tests.funding.office import (
    READERS,
    STAFF,
    by_role,
    client_of,
    numbers,
    outcomes,
    page_of,
    query_count,
    text_of,
)


pytestmark = pytest.mark.django_db
INDEX = reverse("admin:index")
CASES = reverse("admin:funding_application_changelist")


def queues(response) -> dict[str, list[str]]:
    """By panel what waits there, apart from what the law still asks of a new region."""
    return {
        panel.key: [line.number or line.title for line in panel.lines]
        for panel in response.context["waiting"]
        if panel.key != "recht"
    }


# The start page


def test_start_page_by_role(region):
    assert outcomes(INDEX) == by_role(*STAFF, SUPERUSER)


def test_start_page_leads_each_to_their_work(region):
    worker = make_client("sachbearbeitung")
    new = make_submitted()
    mine = make_in_review(case_worker=worker.user)
    proposed = make_proposed(case_worker=worker.user)

    assert queues(worker.get(INDEX)) == {"neu": [new.number], "pruefung": [mine.number]}
    assert queues(make_client("zeichnung").get(INDEX)) == {"zeichnung": [proposed.number]}
    for role in ("redaktion", "koordination", "kasse", "lesend", "administration"):
        assert queues(make_client(role).get(INDEX)) == {}


def test_start_page_has_nothing_to_do_and_says_so(region):
    page = make_client("sachbearbeitung").get(INDEX)

    assert "Nichts wartet auf Sie." in text_of(page)
    assert "Alle Anträge sind in Bearbeitung." in text_of(page)


def test_coordinators_find_who_waits_and_what_was_not_delivered(region, settings):
    settings.EMAIL_BACKEND = "bildungsregion.base.outbox.backend.OutboxBackend"
    # No district at its first steps.
    make_actor()
    school = make_school(is_published=False)
    person = make_member(school, confirmed=False, name="Lehrkraft Nord")
    make_member(school)
    queue_mail(to=["schule@ort.example"], subject="Ihr Antrag", body="Guten Tag")
    OutgoingMail.objects.update(given_up_at=timezone.now(), last_error="Adresse unbekannt.")

    page = make_client("koordination").get(INDEX)

    assert queues(page) == {"zugehoerigkeiten": ["Lehrkraft Nord"], "mails": ["Ihr Antrag"]}
    membership = Membership.objects.get(user=person)
    assert reverse("admin:actors_membership_change", args=[membership.pk]) in text_of(page)
    content = next(panel for panel in page.context["aside_panels"] if panel.key == "inhalte")
    actors = next(row for row in content.content if row["name"] == "Akteure")
    assert (actors["shown"], actors["hidden"]) == (1, 1)


def test_budget_stands_on_the_start_page_with_its_proof(region):
    year = make_budget_year(allocated=1_000_00)
    make_decided(budget_year=year)
    make_proposed(budget_year=year)

    kept = text_of(make_client("kasse").get(INDEX))
    read = text_of(make_client("lesend").get(INDEX))

    assert (
        '<strong class="br-money">720,00\xa0€</strong> von 1.000,00\xa0€ sind noch verfügbar.'
        in kept
    )
    assert "Nach allen Vorschlägen wären es 440,00\xa0€." in kept
    assert "Journal und Stand stimmen überein." in kept
    assert "720,00\xa0€" in read
    assert "Journal und Stand" not in read
    assert "Haushalt 2026" not in text_of(make_client("redaktion").get(INDEX))


def test_region_without_fund_shows_no_trace_of_it(region):
    make_budget_year(make_submitted().programme, allocated=1_000_00)
    region.modules = []
    region.save()

    page = text_of(make_client(SUPERUSER).get(INDEX))

    for word in ("KB-2026", "/verwaltung/funding/", "Haushalt", "Förder", "Anträge"):
        assert word not in page


def test_start_page_asks_the_database_equally_often(region):
    clients = [make_client("sachbearbeitung"), make_client("zeichnung"), make_client(SUPERUSER)]
    make_budget_year(allocated=50_000_00)
    counts = []
    for cases in (1, 9):
        for _ in range(cases):
            make_submitted()
            make_in_review(case_worker=clients[0].user)
            make_proposed()
        counts.append([query_count(client, INDEX) for client in clients])

    assert counts[0] == counts[1]
    # Lists of one kind share a query; only a superuser has the lists of all roles.
    assert max(counts[0][:2]) <= 25
    assert counts[0][2] <= 40


# The list of cases


def test_list_of_cases_by_role(region):
    make_submitted()

    assert outcomes(CASES) == by_role(*READERS)


def test_drafts_are_not_in_the_list(region):
    make_draft()
    case = make_submitted()

    assert numbers(make_client(SUPERUSER).get(CASES)) == [case.number]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("stand=offen", ["KB-2026-0002", "KB-2026-0001"]),
        ("stand=approved", ["KB-2026-0003"]),
        ("jahr=2026", ["KB-2026-0003", "KB-2026-0002", "KB-2026-0001"]),
        ("jahr=2025", []),
        ("vorlauf=spaet", ["KB-2026-0002"]),
        ("vorlauf=rechtzeitig", ["KB-2026-0003", "KB-2026-0001"]),
        ("art=kita", ["KB-2026-0002"]),
        ("gemeinde=bleckede", ["KB-2026-0002"]),
        ("bearbeitung=ich", ["KB-2026-0002"]),
        ("bearbeitung=andere", ["KB-2026-0003"]),
        ("bearbeitung=niemand", ["KB-2026-0001"]),
        ("q=KB-2026-0003", ["KB-2026-0003"]),
        ("q=baeren", ["KB-2026-0002"]),
        ("q=theater", ["KB-2026-0001"]),
        ("q=theater bären", []),
        ("stand=unsinn", ["KB-2026-0003", "KB-2026-0002", "KB-2026-0001"]),
        ("jahr=0000", ["KB-2026-0003", "KB-2026-0002", "KB-2026-0001"]),
    ],
)
def test_list_is_narrowed(region, clock, query, found):
    worker = make_client("sachbearbeitung")
    make_submitted(title="Theater am Nachmittag")
    clock(timezone.localdate() + timedelta(days=1))
    kita = make_school(
        name="Kita Bärenhöhle",
        kind="kita",
        municipality=make_municipality(name="Bleckede", slug="bleckede"),
    )
    make_in_review(case_worker=worker.user, days_ahead=20, institution=kita)
    clock(timezone.localdate() + timedelta(days=1))
    make_decided()

    # A session ends after twelve hours, and two days have passed.
    assert numbers(client_of(worker.user).get(f"{CASES}?{query}")) == found


def test_list_prints_what_the_office_looks_for(region):
    make_decided(days_ahead=20, amount=100_00, reasons="Nur eine Fahrt.")

    text = text_of(make_client("lesend").get(CASES))

    for words in ("KB-2026-0001", "Grundschule Am Weinberg", "Besuch im Salzmuseum", "22.03.2026",
                  "280,00\xa0€", "100,00\xa0€", "Bewilligt", "spät"):  # fmt: skip
        assert words in text


def test_list_and_case_ask_the_database_equally_often(region):
    worker, signer = make_client("sachbearbeitung"), make_client("zeichnung")
    school = make_school()
    member = make_member(school)
    make_budget_year(allocated=50_000_00)
    own = {"institution": school, "by": member}
    open_case = make_in_review(case_worker=worker.user, **own)
    proposed = make_proposed(**own)
    pages = [
        (worker, CASES),
        (worker, page_of(open_case)),
        (signer, page_of(proposed)),
        (signer, page_of(proposed, "sign")),
    ]
    counts = [[query_count(*page) for page in pages]]
    for _ in range(14):
        make_decided(**own)
        make_submitted(institution=make_school(), days_ahead=70)

    counts.append([query_count(*page) for page in pages])

    assert Application.objects.count() == 30
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 25


# The page of a case


def test_case_page_tells_everything(region):
    school = make_school()
    member = make_member(school)
    year = make_budget_year(allocated=1_000_00)
    own = {"institution": school, "by": member, "budget_year": year}
    earlier = make_decided(title="Fahrt nach Bleckede", **own)
    similar = make_decided(provider_name="Deutsches Salzmuseum", budget_year=year)
    case = make_decided(**own)

    text = text_of(make_client("lesend").get(page_of(case)))

    letter = case.letters.last()
    for words in (
        case.number, "Besuch im Salzmuseum", "Keine Verbindung vor 9 Uhr.", "Mietbus: 80\xa0% von 350,00\xa0€",
        "Nr. 2 a der Richtlinie", "DE89 … 3000", earlier.number, "Fahrt nach Bleckede", similar.number,
        letter.number, letter.sha256, "12,73\xa0€", "Bewilligung zeichnen", "Das Vorhaben endet am",
        "160,00\xa0€",
    ):  # fmt: skip
        assert words in text, words


def test_case_page_changes_nothing(region):
    case = make_submitted()
    client = make_client(SUPERUSER)

    assert client.post(page_of(case), {"status": "approved"}).status_code == 405
    assert (
        client.get(reverse("admin:funding_application_history", args=[case.pk])).status_code == 200
    )
    assert client.get(page_of(case, "delete")).status_code == 403
    assert client.get(reverse("admin:funding_application_add")).status_code == 403
    case.refresh_from_db()
    assert (case.status, case.version) == ("submitted", 2)


def test_rows_that_are_kept_change_with_what_they_show(region):
    case, client = make_submitted(), make_client("lesend")
    assert case.institution.name in text_of(client.get(CASES))

    case.institution.name = "Grundschule am Neuen Weg"
    case.institution.save()
    day = timezone.localdate() + timedelta(days=90)
    case.appointments.update(starts_on=day, ends_on=day)
    page = text_of(client.get(CASES))

    assert "<strong>Grundschule am Neuen Weg</strong>" in page
    assert f"<td>{day:%d.%m.%Y}</td>" in page


def test_menu_marks_the_list_one_is_in(region):
    client = make_client("sachbearbeitung")
    for model in ("application", "budgetyear"):
        page = text_of(client.get(reverse(f"admin:funding_{model}_changelist")))
        address = reverse(f"admin:funding_{model}_changelist")
        assert f'<a href="{address}" aria-current="page">' in page
        assert page.count("current-model") == 1
