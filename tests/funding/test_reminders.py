"""One mail a day with all that is due; nothing twice, nothing that was switched off."""

from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse

from actors.models import Membership
from bildungsregion.base.models import Region
from funding import actions, reminders
from funding.models import MutedReminder, SentReminder
from tests.factories.funding import (
    make_budget_year,
    make_decided,
    make_draft,
    make_in_review,
    make_member,
    make_officer,
    make_programme,
    make_school,
    make_submitted,
)
from tests.factories.office import ANONYMOUS, SCHOOL, make_client


def ask(case, officer, due_on: date):
    return actions.request_info(
        application=case, by=officer, items=["Wie viele Kinder?"], due_on=due_on
    )


def make_asked(due_on: date):
    officer = make_officer("review_application", "view_application")
    case = make_in_review(case_worker=officer, checked=False)
    ask(case, officer, due_on)
    return case, officer


def keys(today: date) -> list[tuple[str, str]]:
    """Who is reminded of what: name of the account, kind of the key and its stage."""
    return [(user.name, each.key) for user, found in reminders.due(today).items() for each in found]


@pytest.mark.parametrize(
    ("day", "stages"),
    [
        ("2026-03-12", []),
        ("2026-03-13", ["answer:soon"]),
        ("2026-03-16", ["answer:soon"]),
        ("2026-03-17", ["answer:late", "overdue"]),
    ],
)
def test_answer_is_asked_for_before_and_after_its_day(db, clock, day, stages):
    make_asked(date(2026, 3, 16))
    today = clock(day)

    found = [
        ":".join(part for part in key.split(":") if not part.isdigit()) for _, key in keys(today)
    ]

    assert found == stages


def test_reminder_goes_out_once_with_plain_words(db, clock, mailoutbox):
    case, _officer = make_asked(date(2026, 3, 16))
    mailoutbox.clear()
    today = clock("2026-03-14")

    sent = [actions.send_reminders(today=today), actions.send_reminders(today=today)]

    assert sent == [1, 0]
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [
        ([case.submitted_by.email], "Erinnerung von Bildungsregion Lüneburg")
    ]
    assert mailoutbox[0].body.startswith(
        "Guten Tag,\n\nwir erinnern Sie:\n\n- Zu „Besuch im Salzmuseum“ (KB-2026-0001) beantworten Sie bitte "
        "unsere Rückfrage bis zum 16.03.2026.\n"
    )
    assert "/foerderung/antraege/KB-2026-0001/\n" in mailoutbox[0].body
    assert "/foerderung/erinnerungen/\n" in mailoutbox[0].body


def test_next_day_brings_nothing_old_and_the_next_stage_later(db, clock, mailoutbox):
    make_asked(date(2026, 3, 16))
    counts = [
        actions.send_reminders(today=clock(day))
        for day in ("2026-03-14", "2026-03-15", "2026-03-17")
    ]

    assert counts == [1, 0, 2]


def test_day_on_which_nothing_ran_is_made_up_for(db, clock):
    make_asked(date(2026, 3, 16))

    assert actions.send_reminders(today=clock("2026-03-25")) == 2


def test_all_of_a_person_comes_in_one_mail(db, clock, mailoutbox):
    school = make_school()
    user = make_member(school)
    make_decided(by=user, institution=school, days_ahead=30)
    make_draft(by=user, institution=school, title="Theater")
    SentReminder.objects.all().delete()
    mailoutbox.clear()
    clock("2026-08-10")
    case = make_submitted(by=user, institution=school, title="Museum")
    ask_by = make_officer()
    actions.start_review(application=case, by=ask_by)
    ask(case, ask_by, date(2026, 8, 12))
    mailoutbox.clear()

    actions.send_reminders(today=date(2026, 8, 10))

    [mail] = [mail for mail in mailoutbox if mail.to == [user.email]]
    assert mail.subject == "3 Erinnerungen von Bildungsregion Lüneburg"
    assert [line[:22] for line in mail.body.splitlines() if line.startswith("- ")] == [
        "- Zu „Museum“ (KB-2026", "- Zu „Besuch im Salzmu", "- Der Entwurf „Theater",
    ]  # fmt: skip


def test_second_thing_of_a_day_waits_for_tomorrow(db, clock, mailoutbox):
    school = make_school()
    user = make_member(school)
    make_draft(by=user, institution=school)
    today = clock("2026-08-10")
    mailoutbox.clear()
    assert actions.send_reminders(today=today) == 1
    make_decided(by=user, institution=school, days_ahead=5)

    assert actions.send_reminders(today=today) == 0
    mailoutbox.clear()
    actions.send_reminders(today=clock("2026-08-11"))
    assert [mail.to for mail in mailoutbox].count([user.email]) == 1


@pytest.mark.parametrize(
    ("day", "count"), [("2026-04-23", 0), ("2026-04-24", 1), ("2026-05-01", 1), ("2026-05-02", 0)]
)
def test_approved_project_is_announced_a_week_before(db, clock, day, count):
    make_decided(days_ahead=60)
    today = clock(day)

    assert len([key for _, key in keys(today) if key.startswith("date:")]) == count


def test_office_hears_of_undecided_projects_two_weeks_before(db, clock):
    case = make_submitted(days_ahead=60)
    make_officer("review_application", name="Erste")
    make_officer("review_application", name="Zweite")
    make_officer("view_application", name="Lesend")
    assert keys(clock("2026-04-16")) == []

    found = keys(clock("2026-04-17"))

    assert found == [(name, f"undecided:{case.pk}:2026-05-01") for name in ("Erste", "Zweite")]


def test_case_with_a_worker_concerns_only_that_person(db, clock):
    make_officer("review_application", name="Andere")
    case = make_in_review(
        case_worker=make_officer("review_application", name="Zuständig"), checked=False
    )

    assert keys(clock("2026-04-17")) == [("Zuständig", f"undecided:{case.pk}:2026-05-01")]


@pytest.mark.parametrize(
    ("day", "stage"),
    [("2026-08-02", None), ("2026-08-03", "30"), ("2026-08-25", "30"), ("2026-08-26", "7"), ("2026-09-02", None)],
)  # fmt: skip
def test_lying_draft_is_announced_before_it_is_deleted(db, clock, day, stage):
    draft = make_draft()
    today = clock(day)

    assert [key for _, key in keys(today)] == (
        [f"draft:{draft.pk}:2026-09-02:{stage}"] if stage else []
    )


def test_touched_draft_is_not_announced(db, clock):
    draft = make_draft()
    clock("2026-08-01")
    draft.save()

    assert keys(clock("2026-08-10")) == []


@pytest.mark.parametrize(
    ("left", "text"),
    [
        (1_000_00, None),
        (
            999_99,
            "Fonds Kulturelle Bildung 2026: Von 10.000,00\u00a0€ sind noch 999,99\u00a0€ verfügbar.",
        ),
        (0, "Fonds Kulturelle Bildung 2026: Das Geld ist vollständig bewilligt."),
    ],
)
def test_office_hears_when_the_money_is_nearly_gone(db, left, text):
    year = make_budget_year(make_programme(), allocated=10_000_00)
    type(year).objects.filter(pk=year.pk).move(committed_cents=10_000_00 - left)
    officer = make_officer("manage_budget")

    found = reminders.due(date(2026, 3, 2)).get(officer, [])

    assert [each.text for each in found] == ([text] if text else [])


def test_closed_year_and_year_without_money_are_nobodys_concern(db):
    make_budget_year()
    make_officer("manage_budget")

    assert reminders.due(date(2026, 3, 2)) == {}


def test_who_left_the_institution_is_not_reminded(db, clock):
    draft = make_draft()
    Membership.objects.filter(user=draft.created_by).delete()

    assert keys(clock("2026-08-10")) == []


def test_named_contact_with_an_account_is_reminded_as_well(db, clock):
    school = make_school()
    contact = make_member(school)
    draft = make_draft(
        institution=school, by=make_member(school), contact_email=contact.email.upper()
    )

    assert set(reminders.due(clock("2026-08-10"))) == {draft.created_by, contact}


def test_kind_that_is_switched_off_stays_off(db, clock, mailoutbox):
    draft = make_draft()
    actions.choose_reminders(by=draft.created_by, kinds=["answer", "date"])

    assert actions.send_reminders(today=clock("2026-08-10")) == 0
    actions.choose_reminders(by=draft.created_by, kinds=["draft"])
    assert actions.send_reminders(today=clock("2026-08-10")) == 1


def test_reminders_that_could_not_be_written_are_tried_again(db, clock):
    draft = make_draft()
    today = clock("2026-08-10")
    Region.objects.all().delete()
    with pytest.raises(Region.DoesNotExist):
        actions.send_reminders(today=today)

    assert not SentReminder.objects.filter(user=draft.created_by).exists()


def test_command_says_who_and_sends(db, clock, capsys):
    draft = make_draft()
    clock("2026-08-10")

    call_command("remind", dry_run=True)
    call_command("remind")
    call_command("remind")

    assert capsys.readouterr().out.splitlines() == [
        f"{draft.created_by.email}: Der Entwurf „Besuch im Salzmuseum“ wird am 02.09.2026 gelöscht. "
        "Wenn Sie ihn noch brauchen, speichern Sie ihn einmal.",
        "1 Personen erinnert.",
        "0 Personen erinnert.",
    ]


def test_region_without_the_fund_reminds_nobody(db, clock, capsys):
    make_draft()
    Region.objects.update(modules=[])
    clock("2026-08-10")

    call_command("remind")

    assert capsys.readouterr().out == "Diese Region hat keinen Fonds.\n"


def test_school_chooses_among_its_own_kinds(region):
    client = make_client(SCHOOL)

    page = client.get(reverse("funding:reminder_settings")).content.decode()

    assert [kind.slug for kind in reminders.KINDS if f'value="{kind.slug}"' in page] == [
        "answer", "date", "report", "letter", "hearing", "claim", "draft",
    ]  # fmt: skip
    assert page.count(" checked") == 7


def test_choice_is_kept_and_shown_again(region):
    client = make_client("sachbearbeitung")
    url = reverse("funding:reminder_settings")

    answer = client.post(url, {"kinds": ["budget", "answer"]})

    assert answer.status_code == 302
    muted = set(MutedReminder.objects.values_list("kind", flat=True))
    assert muted == {kind.slug for kind in reminders.KINDS} - {"answer", "budget"}
    assert client.get(url).context["form"].initial == {"kinds": ["answer", "budget"]}


def test_kind_that_does_not_exist_is_refused(region):
    answer = make_client(SCHOOL).post(reverse("funding:reminder_settings"), {"kinds": ["budget"]})

    assert answer.status_code == 422
    assert MutedReminder.objects.count() == 0


def test_stranger_is_led_to_the_login(region):
    answer = make_client(ANONYMOUS).get(reverse("funding:reminder_settings"))

    assert (answer.status_code, answer.url.split("?")[0]) == (302, "/konto/anmelden/")


def test_area_leads_to_the_choice(region):
    page = make_client(SCHOOL).get(reverse("my_area")).content.decode()

    assert 'href="/foerderung/erinnerungen/"' in page


def test_every_kind_has_its_function_and_a_name_that_fits_the_column():
    assert [kind.find.__name__ for kind in reminders.KINDS] == [
        "answers_due", "dates_near", "reports_due", "letters_unfetched", "statements_due", "repayments_due",
        "drafts_lying", "answers_overdue", "undecided_near", "money_for_the_waiting", "reports_lying",
        "payments_failed", "letters_to_post", "repayments_overdue", "budget_low",
    ]  # fmt: skip
    assert max(len(kind.slug) for kind in reminders.KINDS) <= 20
