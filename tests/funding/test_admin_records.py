"""Records, the budget and the rules in the office: read by all who may, changed only where law lets."""

import pytest
from django.urls import reverse

from funding import budget
from funding.models import BudgetYear, LedgerEntry, Programme, RuleSet
from tests.factories.funding import (
    make_budget_year,
    make_decided,
    make_programme,
    make_rule_set,
    make_submitted,
)
from tests.factories.office import SUPERUSER, make_client
from tests.funding.office import READERS, by_role, outcomes, query_count, said, text_of


pytestmark = pytest.mark.django_db


# Records


@pytest.mark.parametrize("model", ["ledgerentry", "decision", "letter", "step", "snapshot"])
def test_records_are_read_by_nobody_else_and_never_changed(region, model):
    case = make_decided()
    row = {
        "ledgerentry": case.entries, "decision": case.decisions, "letter": case.letters,
        "step": case.steps, "snapshot": case.snapshots,
    }[model].last()  # fmt: skip
    roles = (SUPERUSER,) if model == "snapshot" else READERS
    change = reverse(f"admin:funding_{model}_change", args=[row.pk])

    assert outcomes(reverse(f"admin:funding_{model}_changelist")) == by_role(*roles)
    assert outcomes(change) == by_role(*roles)
    client = make_client(SUPERUSER)
    assert case.number in text_of(client.get(change))
    assert client.post(change, {"reason": "x"}).status_code == 403
    assert client.get(reverse(f"admin:funding_{model}_add")).status_code == 403
    assert client.post(reverse(f"admin:funding_{model}_delete", args=[row.pk])).status_code == 403


@pytest.mark.parametrize("model", ["ledgerentry", "decision", "letter", "step", "snapshot"])
def test_lists_of_records_ask_the_database_equally_often(region, model):
    client = make_client(SUPERUSER)
    counts = []
    for cases in (1, 2):
        for _ in range(cases):
            make_decided()
        counts.append(query_count(client, reverse(f"admin:funding_{model}_changelist")))

    assert counts[0] == counts[1] <= 12


# Budget years


def book(client, year: BudgetYear, booking: str, **fields):
    url = reverse("admin:funding_budgetyear_book", args=[year.pk, booking])
    sent = {"amount": "500", "reason": "Kreistag 01.03.2026", "key": "einmal"} | fields
    return client.post(url, sent, follow=True)


def test_money_is_booked_with_its_reason_once(region):
    client, year = make_client("kasse"), make_budget_year()

    first = book(client, year, "bereitstellen", amount="1.234,50")
    book(client, year, "bereitstellen", amount="1.234,50")

    year.refresh_from_db()
    assert said(first) == ["Mittel bereitstellen: 1.234,50\xa0€ sind gebucht."]
    assert year.allocated_cents == 1_234_50
    entry = LedgerEntry.objects.get()
    assert (entry.kind, entry.reason, entry.booked_by) == (
        "ALLOCATE",
        "Kreistag 01.03.2026",
        client.user,
    )


def test_all_four_bookings_move_their_column(region):
    client, year = make_client("kasse"), make_budget_year()

    for key, booking in enumerate(["bereitstellen", "uebertragen", "sperren", "freigeben"]):
        book(client, year, booking, amount="100", key=str(key))

    assert list(year.entries.values_list("kind", flat=True)) == [
        "ALLOCATE",
        "CARRY_IN",
        "BLOCK",
        "UNBLOCK",
    ]
    year.refresh_from_db()
    assert (year.allocated_cents, year.blocked_cents) == (200_00, 0)


def test_more_than_there_is_cannot_be_blocked(region):
    year = make_budget_year(allocated=100_00)

    response = book(make_client("kasse"), year, "sperren", amount="100,01")

    assert response.status_code == 409
    assert "Im Haushaltsjahr 2026 sind nur noch 100,00\xa0€ verfügbar." in text_of(response)
    assert 'value="Kreistag 01.03.2026"' in text_of(response)
    assert year.entries.count() == 1


@pytest.mark.parametrize(
    ("field", "typed"),
    [("amount", ""), ("amount", "0"), ("amount", "-1"), ("reason", ""), ("key", "")],
)
def test_booking_lacks_nothing(region, field, typed):
    year = make_budget_year(allocated=100_00)

    response = book(make_client("kasse"), year, "bereitstellen", **{field: typed})

    assert response.status_code == 422
    assert year.entries.count() == 1


@pytest.mark.parametrize(("pk", "booking"), [(None, "auszahlen"), (999, "sperren")])
def test_booking_that_does_not_exist_is_404(region, pk, booking):
    pk = pk or make_budget_year().pk
    url = reverse("admin:funding_budgetyear_book", args=[pk, booking])

    assert make_client("kasse").get(url).status_code == 404


def test_page_of_a_year_proves_its_journal(region):
    year = make_budget_year(allocated=1_000_00)
    case = make_decided(budget_year=year)
    page = reverse("admin:funding_budgetyear_change", args=[year.pk])

    proved = text_of(make_client("kasse").get(page))
    BudgetYear.objects.filter(pk=year.pk).move(committed_cents=1_00)
    wrong = text_of(make_client("kasse").get(page))

    assert "Journal und Stand stimmen überein." in proved
    assert case.number in proved
    assert "Mittel bereitstellen" in proved
    assert "Journal und Stand stimmen nicht überein." in wrong
    assert str(budget.prove([year])[0]) in wrong


def test_page_of_a_year_by_role(region):
    page = reverse("admin:funding_budgetyear_change", args=[make_budget_year(allocated=100_00).pk])

    assert outcomes(page) == by_role(*READERS)
    assert "Mittel sperren" not in text_of(make_client("lesend").get(page))


def test_closed_year_offers_no_bookings(region):
    year = make_budget_year(allocated=1_000_00)
    client = make_client("administration")
    page = reverse("admin:funding_budgetyear_change", args=[year.pk])

    client.post(page, {"state": "closed", "accounts_adopted_on": "30.06.2027"})

    year.refresh_from_db()
    assert (year.state, year.allocated_cents) == ("closed", 1_000_00)
    assert "Das Jahr ist abgeschlossen" in text_of(client.get(page))
    assert book(client, year, "bereitstellen").status_code == 409


def test_sums_of_a_year_are_not_in_its_form(region):
    year = make_budget_year(allocated=1_000_00)

    make_client("administration").post(
        reverse("admin:funding_budgetyear_change", args=[year.pk]),
        {"state": "open", "allocated_cents": "999999", "committed_cents": "5"},
    )

    year.refresh_from_db()
    assert (year.allocated_cents, year.committed_cents) == (1_000_00, 0)


def test_new_year_begins_with_nothing(region):
    programme = make_programme()

    make_client("administration").post(
        reverse("admin:funding_budgetyear_add"),
        {"programme": programme.pk, "year": "2028", "state": "provisional"},
    )

    year = BudgetYear.objects.get()
    assert (year.year, year.state, year.allocated_cents) == (2028, "provisional", 0)


# Programmes and rules


def rules_page(rule_set: RuleSet) -> str:
    return reverse("admin:funding_ruleset_change", args=[rule_set.pk])


def rules_sent(rule_set: RuleSet, **fields) -> dict:
    return {
        "programme": rule_set.programme_id, "version": "2017", "valid_from": "25.09.2017",
        "citation": "Richtlinie", "opnv_rate_bp": "100", "bus_rate_bp": "80", "entry_rate_bp": "50",
        "fee_rate_bp": "100", "entry_threshold_cents": "5,00", "entry_threshold_inclusive": "on",
        "fee_cap_cents": "200,00", "min_grant_cents": "0", "references": "bus: Nr. 2 a",
    } | fields  # fmt: skip


def test_rules_are_edited_in_euro_and_percent(region):
    rule_set = make_rule_set()
    client = make_client("administration")
    form = client.get(rules_page(rule_set)).context["adminform"].form
    assert (form["bus_rate_bp"].value(), form["entry_threshold_cents"].value()) == ("80", "5,00")
    assert 'value="5,00"' in str(form["entry_threshold_cents"])

    response = client.post(
        rules_page(rule_set),
        rules_sent(
            rule_set, bus_rate_bp="33,33 %", fee_cap_cents="250", max_grant_cents="1.000,00"
        ),
    )

    rule_set.refresh_from_db()
    assert response.status_code == 302
    assert (rule_set.bus_rate_bp, rule_set.fee_cap_cents, rule_set.max_grant_cents) == (
        3333,
        250_00,
        1_000_00,
    )
    assert (rule_set.entry_threshold_cents, rule_set.references) == (5_00, {"bus": "Nr. 2 a"})


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("bus_rate_bp", "101"), ("bus_rate_bp", "-1"), ("bus_rate_bp", "viel"), ("bus_rate_bp", "NaN"),
        ("bus_rate_bp", ""), ("entry_threshold_cents", "5,005"), ("references", "taxi: Nr. 3"),
        ("references", "bus"),
    ],
)  # fmt: skip
def test_rules_that_cannot_be_read_are_said_at_the_field(region, field, typed):
    rule_set = make_rule_set()

    response = make_client("administration").post(
        rules_page(rule_set), rules_sent(rule_set, **{field: typed})
    )

    assert list(response.context["adminform"].form.errors) == [field]


def test_used_rules_are_read_and_say_why(region):
    rule_set = make_submitted().rule_set
    client = make_client("administration")

    page = client.get(rules_page(rule_set))
    sent = client.post(rules_page(rule_set), rules_sent(rule_set, bus_rate_bp="10"))

    rule_set.refresh_from_db()
    assert said(page) == [RuleSet.LOCKED]
    for words in ("80\xa0%", "5,00\xa0€", "200,00\xa0€", "bus: Nr. 2 a der Richtlinie"):
        assert words in text_of(page)
    assert (sent.status_code, rule_set.bus_rate_bp) == (403, 8000)


def test_rules_and_programmes_by_role(region):
    rule_set = make_rule_set()

    assert outcomes(rules_page(rule_set)) == by_role(*READERS)
    programme = reverse("admin:funding_programme_change", args=[rule_set.programme_id])
    assert outcomes(programme) == by_role(*READERS)
    assert outcomes(reverse("admin:funding_ruleset_add")) == by_role("administration", SUPERUSER)
    assert outcomes(reverse("admin:funding_budgetyear_add")) == by_role("administration", SUPERUSER)


def test_texts_of_a_programme_are_edited_line_by_line(region):
    programme = make_programme(reason_modules=["Erster Satz."])
    client = make_client("administration")
    page = reverse("admin:funding_programme_change", args=[programme.pk])
    assert client.get(page).context["adminform"].form["reason_modules"].value() == "Erster Satz."

    client.post(
        page,
        {
            "name": "Fonds", "slug": "fonds", "number_prefix": "KB", "lead_days": "42", "proof_days": "42",
            "reason_modules": "Erster Satz.\r\n\r\n Zweiter Satz. \r\n",
        },
    )  # fmt: skip

    assert Programme.objects.get().reason_modules == ["Erster Satz.", "Zweiter Satz."]
