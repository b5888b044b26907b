"""A draft of the rules beside the year's cases; and one case put on other rules, with a reason."""

from datetime import date

import pytest
from django.urls import reverse

from bildungsregion.base.errors import DomainError
from funding import actions, rule_preview
from funding.models import RuleSet
from tests.factories.funding import (
    make_decided,
    make_in_review,
    make_officer,
    make_programme,
    make_proposed,
    make_rule_set,
    make_school,
    make_submitted,
)


BUS = ({"kind": "bus", "total_cents": 350_00},)  # 280.00 under the rules of 2017
FEES = ({"kind": "honorar", "total_cents": 250_00},)  # 200.00


def make_draft_rules(programme, **fields) -> RuleSet:
    return make_rule_set(programme, version="2027", valid_from=date(2027, 1, 1), **fields)


def change(rule_set: RuleSet, year: int = 2026) -> dict[str, tuple[int, int]]:
    found = rule_preview.preview(rule_set, year)
    return {e.case.title: (e.before_cents, e.after_cents) for e in found.changed}


def test_preview_shows_each_difference_and_the_sums(db, today):
    decided = make_decided(title="Bus", costs=BUS)
    make_submitted(title="Honorar", costs=FEES)
    make_submitted(title="Bahn", costs=({"kind": "opnv", "total_cents": 90_00},))
    draft = make_draft_rules(decided.programme, bus_rate_bp=10_000, fee_cap_cents=50_00)

    found = rule_preview.preview(draft, 2026)

    assert change(draft) == {"Honorar": (200_00, 50_00), "Bus": (280_00, 350_00)}
    assert (found.cases, found.before_cents, found.after_cents) == (3, 570_00, 490_00)
    assert (found.difference_cents, found.gaining, found.losing) == (-80_00, 1, 1)
    assert [effect.difference_cents for effect in found.changed] == [-150_00, 70_00]
    draft.refresh_from_db()
    assert not draft.locked


def test_preview_takes_the_year_of_the_money_and_leaves_out_what_was_withdrawn(db, today):
    make_submitted(title="Dieses Jahr")
    late = make_submitted(title="Nächstes Jahr", days_ahead=320)
    withdrawn = make_submitted(title="Zurückgezogen")
    actions.withdraw(application=withdrawn, by=withdrawn.created_by)
    make_rule_set(make_programme(slug="anderes", number_prefix="AP"))
    draft = make_draft_rules(late.programme, bus_rate_bp=0)

    assert change(draft) == {"Dieses Jahr": (280_00, 0)}
    assert change(draft, 2027) == {"Nächstes Jahr": (280_00, 0)}
    assert change(draft, 2030) == {}


def test_preview_minds_own_premises(db, today):
    case = make_submitted(title="Im Haus", own_premises=True)
    draft = make_draft_rules(case.programme, allow_own_premises=True)

    found = rule_preview.preview(draft, 2026)

    assert [(e.before_cents, e.after_cents, e.note) for e in found.changed] == [
        (0, 280_00, rule_preview.NEW_PREMISES)
    ]


def test_preview_needs_a_fixed_number_of_queries(db, today, django_assert_num_queries):
    school = make_school()
    draft = make_draft_rules(make_submitted(institution=school).programme, bus_rate_bp=0)
    for _ in range(3):
        make_submitted(institution=school)

    with django_assert_num_queries(3):
        assert len(rule_preview.preview(draft, 2026).changed) == 4


def test_used_rules_are_locked_and_refuse_every_change(db, today):
    rules = make_submitted().rule_set
    rules.refresh_from_db()

    rules.bus_rate_bp = 1
    with pytest.raises(DomainError, match="kann nicht mehr geändert werden"):
        rules.save()
    with pytest.raises(DomainError, match="kann nicht mehr geändert werden"):
        RuleSet.objects.filter(pk=rules.pk).update(bus_rate_bp=1)


def test_repinning_reckons_anew_locks_and_says_why(db, today):
    case = make_in_review()
    officer = case.assignee
    other = make_draft_rules(case.programme, bus_rate_bp=10_000)

    actions.repin_rules(application=case, rule_set=other, reason="Stichtag verpasst.", by=officer)

    version = case.version
    case.refresh_from_db()
    other.refresh_from_db()
    assert (case.rule_set, case.computed_cents, case.requested_cents) == (other, 350_00, 280_00)
    assert (case.status, case.version, other.locked) == ("in_review", version + 1, True)
    step = case.steps.last()
    assert (step.verb, step.taken_by, step.note_public) == ("repin_rules", officer, "")
    assert step.note_internal.replace("\u00a0", " ") == (
        "Bisher: 2017, 280,00 €. Jetzt: 2027, 350,00 €.\nStichtag verpasst."
    )


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (make_proposed, "nur vor einem Vorschlag"),
        (make_decided, "nur vor einem Vorschlag"),
    ],
)
def test_repinning_is_refused_once_something_is_proposed(db, today, make, sentence):
    case = make()
    other = make_draft_rules(case.programme)

    with pytest.raises(DomainError, match=sentence):
        actions.repin_rules(application=case, rule_set=other, reason="Weil.", by=make_officer())


def test_repinning_is_refused_where_it_makes_no_sense(db, today):
    case = make_in_review()
    other = make_draft_rules(case.programme)
    foreign = make_rule_set(make_programme(slug="anderes", number_prefix="AP"))
    refused = [
        ({"rule_set": foreign}, "anderen Programm"),
        ({"rule_set": case.rule_set}, "folgt diesen Förderregeln schon"),
        ({"reason": "  "}, "nennen Sie den Grund"),
        ({"by": make_officer("view_application")}, "dürfen diesen Antrag nicht"),
        ({"by": case.submitted_by}, "dürfen diesen Antrag nicht"),
        ({"version": case.version - 1}, "inzwischen geändert"),
    ]

    for other_fields, sentence in refused:
        given = {"rule_set": other, "reason": "Weil.", "by": case.assignee, "version": None}
        with pytest.raises(DomainError, match=sentence):
            actions.repin_rules(application=case, **given | other_fields)
    other.refresh_from_db()
    assert not other.locked


def test_office_sees_the_preview_and_puts_a_case_on_the_draft(office_client):
    case = make_in_review(title="Ins Museum")
    draft = make_draft_rules(case.programme, bus_rate_bp=10_000)
    client = office_client("sachbearbeitung")
    page = reverse("admin:funding_ruleset_preview", args=[draft.pk])
    repin = reverse("admin:funding_ruleset_repin", args=[draft.pk, case.pk])

    html = client.get(page).content.decode().replace("\u00a0", " ")
    assert f'href="{repin}"' in html
    assert "+70,00 €" in html
    assert (
        page
        in client.get(reverse("admin:funding_ruleset_change", args=[draft.pk])).content.decode()
    )
    assert "280,00" in client.get(repin).content.decode()
    assert client.post(repin, {"version": case.version, "reason": ""}).status_code == 422
    stale = client.post(repin, {"version": case.version - 1, "reason": "Weil."})
    assert (stale.status_code, "inzwischen geändert" in stale.content.decode()) == (422, True)
    client.post(repin, {"version": case.version, "reason": "Weil."})

    case.refresh_from_db()
    assert case.rule_set == draft
    assert (
        "Förderregeln gewechselt"
        in client.get(reverse("admin:funding_application_change", args=[case.pk])).content.decode()
    )


@pytest.mark.parametrize(
    ("role", "preview", "repin"), [("lesend", 200, 403), ("redaktion", 403, 403)]
)
def test_preview_and_repinning_ask_for_their_rights(office_client, role, preview, repin):
    case = make_in_review()
    client = office_client(role)
    rules = case.rule_set_id

    assert client.get(reverse("admin:funding_ruleset_preview", args=[rules])).status_code == preview
    address = reverse("admin:funding_ruleset_repin", args=[rules, case.pk])
    assert client.get(address).status_code == repin
