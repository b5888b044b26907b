"""A second programme with other rules is data: set up in the office's pages, then applied to and decided.

„Half of the costs, up to 500 euro“: no line of code knows it.
"""

from datetime import date

import pypdfium2
import pytest
from django.urls import reverse

from accounts import roles
from funding import reports
from funding.models import Application, Letter, Programme, RuleSet
from tests.factories.funding import (
    add_appointment,
    make_budget_year,
    make_decided,
    make_draft,
    make_member,
    make_programme,
    make_rule_set,
    make_school,
)


OVERVIEW, CALCULATOR, CREATE = (
    reverse(f"funding:{name}") for name in ("overview", "calculator", "application_create")
)
PROGRAMME = {
    "name": "Klimafonds", "slug": "klimafonds", "number_prefix": "KF", "is_open": "on", "lead_days": "14",
    "lead_is_soft": "on", "proof_days": "30", "introduction": "Für Schulgärten und Energiesparen.",
    "conditions": "Belege aufheben.", "reason_modules": "",
}  # fmt: skip
RULES = {
    "version": "2026", "valid_from": "2026-01-01", "citation": "Klimarichtlinie vom 1. Januar 2026",
    "opnv_rate_bp": "50", "bus_rate_bp": "50", "entry_rate_bp": "50", "fee_rate_bp": "50",
    "entry_threshold_cents": "0", "fee_cap_cents": "", "min_grant_cents": "50,00", "max_grant_cents": "500,00",
    "count_adults": "on", "deduct_third_party": "on", "allow_own_premises": "on",
    "references": "max_grant: Nr. 4 der Klimarichtlinie",
}  # fmt: skip


def text_of(response) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


@pytest.fixture
def programme(region) -> Programme:
    """The second programme, beside the fund that is there."""
    make_rule_set()
    found = make_programme(
        slug="klimafonds", name="Klimafonds", number_prefix="KF", introduction="Für Schulgärten."
    )
    plain = dict.fromkeys(("opnv_rate_bp", "bus_rate_bp", "entry_rate_bp", "fee_rate_bp"), 5000)
    make_rule_set(
        found, version="2026", valid_from=date(2026, 1, 1), citation="Klimarichtlinie vom 1. Januar 2026",
        entry_threshold_cents=0, fee_cap_cents=None, max_grant_cents=500_00, min_grant_cents=50_00,
        allow_own_premises=True, references={"max_grant": "Nr. 4 der Klimarichtlinie"}, **plain,
    )  # fmt: skip
    return found


def test_office_sets_it_up_in_its_own_pages(office_client):
    client = office_client("administration")
    make_rule_set()

    made = client.post(reverse("admin:funding_programme_add"), PROGRAMME)
    found = Programme.objects.get(slug="klimafonds")
    ruled = client.post(reverse("admin:funding_ruleset_add"), RULES | {"programme": found.pk})

    rules = RuleSet.objects.get(programme=found)
    assert (made.status_code, ruled.status_code) == (302, 302)
    assert (rules.bus_rate_bp, rules.max_grant_cents, rules.fee_cap_cents) == (5000, 500_00, None)
    taken = client.post(
        reverse("admin:funding_programme_add"),
        PROGRAMME | {"slug": "noch-eins", "name": "Noch eins"},
    )
    assert "vergibt schon ein anderes Programm" in text_of(taken)


@pytest.mark.parametrize(
    ("costs", "cents"),
    [
        (({"kind": "bus", "total_cents": 300_00}, {"kind": "sach", "total_cents": 101_01}), 200_51),
        (({"kind": "sach", "total_cents": 1_500_00},), 500_00),
        (({"kind": "entry", "total_cents": 90_00, "persons": 60},), 0),  # 45 euro: under the least
    ],
)
def test_its_rules_give_half_up_to_the_most(programme, today, costs, cents):
    assert make_draft(programme=programme, costs=costs).reckon().cents == cents


def test_case_runs_to_a_letter_that_cites_its_own_guideline(programme, today):
    make_budget_year(programme, allocated=2_000_00)
    case = make_decided(programme=programme, costs=({"kind": "sach", "total_cents": 1_500_00},))
    other = make_decided(programme=Programme.objects.get(slug="kulturelle-bildung"))

    assert (case.number, other.number) == ("KF-2026-0001", "KB-2026-0001")
    assert (case.decided_cents, case.budget_year.committed_cents) == (500_00, 500_00)
    letter = case.letters.get(kind=Letter.Kind.GRANT_NOTICE)
    with letter.pdf.open() as file:
        pages = list(pypdfium2.PdfDocument(file.read()))
    text = "".join(page.get_textpage().get_text_range() for page in pages)
    assert "Klimarichtlinie vom 1. Januar 2026" in text
    assert "Nr. 4 der Klimarichtlinie" in text
    assert "25. September 2017" not in text
    assert reports.year_report(programme, 2026).total.granted_cents == 500_00


def test_visitors_choose_between_the_programmes(client, programme):
    listed = text_of(client.get(OVERVIEW))
    page = text_of(client.get(OVERVIEW, {"programm": "klimafonds"}))

    assert "Mehrere Programme" in listed
    assert f'href="{OVERVIEW}?programm=klimafonds"' in listed
    assert "<h1>Klimafonds</h1>" in page
    assert "50 %" in page
    assert "der Kosten</span>" in page
    assert "500,00 €" in page
    assert f'href="{CREATE}?programm=klimafonds"' in page
    assert "Mehrere Programme" in text_of(client.get(OVERVIEW, {"programm": "gibt-es-nicht"}))


def test_calculator_keeps_the_programme_in_its_address(client, programme):
    bus = {"t0-kinder": "20", "t0-0-art": "bus", "t0-0-summe": "200"}

    fund = text_of(client.get(CALCULATOR, bus))
    climate = text_of(client.get(CALCULATOR, bus | {"programm": "klimafonds"}))
    moved = client.get(CALCULATOR, bus | {"programm": "klimafonds", "termin-neu": "1"})

    assert "80 % von 200,00 € = 160,00 €" in fund
    assert "50 % von 200,00 € = 100,00 €" in climate
    assert "programm=klimafonds&amp;" in climate
    assert moved.url.startswith(f"{CALCULATOR}?programm=klimafonds&")


def test_applicant_chooses_before_beginning(client, programme):
    school = make_school()
    client.force_login(make_member(school))
    sent = {"institution": school.pk, "token": "a" * 20}

    page = text_of(client.get(CREATE, {"angebot": "x"}))
    unchosen = client.post(CREATE, sent)
    client.post(f"{CREATE}?programm=klimafonds", sent)

    assert "Bitte wählen Sie zuerst" in page
    assert "?angebot=x&amp;programm=klimafonds" in page
    assert unchosen.status_code == 422
    assert [case.programme for case in Application.objects.all()] == [programme]


def test_one_open_programme_is_nobodys_choice(client, programme):
    programme.is_open = False
    programme.save()

    html = text_of(client.get(OVERVIEW))

    assert "<h1>Fonds Kulturelle Bildung</h1>" in html
    assert "programm=" not in html


def test_reports_of_both_programmes_stand_apart(office_client, programme):
    roles.sync()
    make_decided(programme=Programme.objects.get(slug="kulturelle-bildung"))
    draft = make_draft(programme=programme)
    add_appointment(draft, date(2026, 6, 1))
    client = office_client("lesend")

    page = text_of(client.get(reverse("funding:report_comparison", args=["klimafonds"])))

    assert "280,00" not in page
    assert reverse("funding:report_comparison", args=["kulturelle-bildung"]) in page
