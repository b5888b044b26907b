"""What the fund brings to the office's start page: the cases that wait, and the year's money."""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from bildungsregion.base import today
from bildungsregion.base.today import Panel
from funding import budget, budget_chart, worklist
from funding.models import Application, BudgetYear


S = Application.Status


@today.register(order=10)
def cases(request: HttpRequest) -> Iterator[Panel]:
    """Who signs finds the proposals first, who works on cases the rest."""
    if not _is_on(request):
        return
    day, user = timezone.localdate(), request.user
    if user.has_perm("funding.sign_decision"):
        yield _queue(
            "zeichnung", "Zur Zeichnung", worklist.to_sign(user, day),
            "Nichts liegt zur Zeichnung bereit.", stand=S.PROPOSED,
        )  # fmt: skip
        yield from _later_signatures(user, day)
    if user.has_perm("funding.review_application"):
        asked, asked_about_proof = worklist.unanswered(user, day)
        yield from _of_case_worker(user, day, asked)
        yield from _after_the_decision(user, day, asked_about_proof)
    if user.has_perm("funding.run_payments"):
        yield _queue(
            "forderungen", "Rückforderungen", worklist.claims(user, day),
            "Keine Rückforderung ist offen.", stand=S.CLAIM_OPEN,
        )  # fmt: skip
    if user.has_perm("funding.review_application") or user.has_perm("funding.sign_decision"):
        yield _queue(
            "nah", "Termin in den nächsten zwei Wochen", worklist.near(day),
            "Kein offener Antrag hat so bald seinen Termin.", stand="offen", o="5",
        )  # fmt: skip


def _of_case_worker(user, day, unanswered: worklist.Waiting) -> Iterator[Panel]:
    yield _queue(
        "neu",
        "Neu eingegangen",
        worklist.new(day),
        "Alle Anträge sind in Bearbeitung.",
        stand=S.SUBMITTED,
    )
    answered, in_review = worklist.in_review(user, day)
    yield _queue(
        "antworten", "Antworten eingegangen", answered,
        "Keine neuen Antworten.", stand=S.IN_REVIEW, bearbeitung="ich",
    )  # fmt: skip
    yield _queue(
        "ueberfaellig", "Rückfragen ohne Antwort", unanswered,
        "Keine Rückfrage ist überfällig.", stand=S.INFO_REQUESTED,
    )  # fmt: skip
    yield _queue(
        "pruefung", "Von Ihnen in Prüfung", in_review,
        "Sie haben gerade nichts in Prüfung.", stand=S.IN_REVIEW, bearbeitung="ich",
    )  # fmt: skip


def _later_signatures(user, day) -> Iterator[Panel]:
    changes, revocations = worklist.later_to_sign(user, day)
    yield _queue(
        "aenderungen-zeichnen", "Änderungen zur Zeichnung", changes,
        "Keine Änderung liegt zur Zeichnung bereit.", stand=S.CHANGE_PROPOSED,
    )  # fmt: skip
    yield _queue(
        "widerrufe-zeichnen", "Widerrufe zur Zeichnung", revocations,
        "Kein Widerruf liegt zur Zeichnung bereit.", stand=S.REVOCATION_PROPOSED,
    )  # fmt: skip
    yield _queue(
        "verfall-zeichnen", "Verfall zur Zeichnung", worklist.lapses_to_sign(user, day),
        "Kein angekündigter Verfall ist fällig.", stand="nachweis-fehlt",
    )  # fmt: skip


def _after_the_decision(user, day, unanswered: worklist.Waiting) -> Iterator[Panel]:
    yield _queue(
        "warteliste", "Von der Warteliste an der Reihe", worklist.called(user, day),
        "Für niemanden auf der Warteliste ist Geld frei.", stand=S.WAITLISTED,
    )  # fmt: skip
    yield _queue(
        "aenderungen", "Änderungswünsche", worklist.changes(user, day),
        "Kein Änderungswunsch ist offen.", stand=S.CHANGE_REQUESTED,
    )  # fmt: skip
    yield _queue(
        "nachweise-fehlen", "Nachweise überfällig", worklist.proof_overdue(user, day),
        "Kein Nachweis ist überfällig.", stand="nachweis-fehlt",
    )  # fmt: skip
    yield _queue(
        "nachweis-rueckfragen", "Rückfragen zum Nachweis ohne Antwort", unanswered,
        "Keine Rückfrage zum Nachweis ist überfällig.", stand=S.REPORT_QUERY,
    )  # fmt: skip
    yield _queue(
        "anhoerungen", "Anhörungen zu Ende", worklist.hearings(user, day),
        "Keine Anhörung wartet auf Sie.", stand=S.HEARING,
    )  # fmt: skip


@today.register(order=50)
def money(request: HttpRequest) -> Iterator[Panel]:
    """The picture of this year's budget; for those who keep it, with the ledger's proof."""
    if not _is_on(request) or not request.user.has_perm("funding.view_budgetyear"):
        return
    day = timezone.localdate()
    years = budget_chart.with_proposals(BudgetYear.objects.filter(year=day.year))
    keeps = request.user.has_perm("funding.manage_budget")
    for year in years:
        yield Panel(
            key=f"haushalt-{year.pk}",
            title=f"Haushalt {year.year}",
            url=reverse("admin:funding_budgetyear_change", args=[year.pk]),
            template="admin/funding/_budget_panel.html",
            aside=True,
            content={
                "picture": budget_chart.picture(
                    year, year.waiting_cents, budget_chart.bound_by_month(year), day.month
                ),
                "proof": budget.prove([year]) if keeps else None,
                "keeps": keeps,
            },
        )


def _queue(key: str, title: str, waiting: worklist.Waiting, empty: str, **narrowed) -> Panel:
    url = f"{reverse('admin:funding_application_changelist')}?{urlencode(narrowed)}"
    return Panel(
        key=key, title=title, lines=waiting.lines, total=waiting.total, empty=empty, url=url
    )


def _is_on(request: HttpRequest) -> bool:
    return request.region.has("funding")
