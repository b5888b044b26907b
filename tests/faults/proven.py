"""Faults that quick tests of `make test` do: which ones, and a run of exactly them for the table."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

from tests.house import ROOT

from .catalogue import FAULTS, Fault, House, Seen


# How many cases of a test passed, and how many failed.
Counted = tuple[int, int]
# number → what is tried, and the tests, as "file::function"
PROVEN: dict[str, tuple[str, tuple[str, ...]]] = {
    "F10": (
        "Alter Stand gespeichert: gesagt, nichts überschrieben, eigener Text gezeigt",
        (
            "funding/test_views_applying.py::test_second_window_is_told_and_shown_its_own_text",
            "funding/test_views_applying.py::test_step_that_was_filed_meanwhile_keeps_its_text_on_the_page",
            "funding/test_views_filing.py::test_filing_what_was_changed_since_it_was_looked_over_is_refused",
            "funding/test_deciding_views.py::test_stale_form_keeps_what_was_typed_and_can_be_sent_again",
            "funding/test_views_proof.py::test_stale_form_loses_nothing",
        ),
    ),
    "F11": (
        "Sitzung läuft im langen Formular ab: nach der Anmeldung ist der Text da",
        (
            "funding/test_views_applying.py::test_what_is_sent_after_the_session_ended_is_there_after_the_login",
            "funding/test_views_attachments.py::test_file_chosen_while_signed_out_has_to_be_chosen_again",
            "accounts/test_sessions.py::test_text_sent_too_late_is_given_back_to_its_author_once",
        ),
    ),
    "F12": (
        "Umstellung der Uhren, Jahresende, 29. Februar, Fristende um 24 Uhr in Berlin",
        (
            "funding/test_clock_changes.py::test_nothing_fails_at_odd_moments",
            "funding/test_submitting.py::test_six_weeks_are_counted_in_days_of_berlin",
            "base/test_arrival.py::test_application_that_came_before_midnight_is_of_that_day",
            "base/test_ui.py::test_daterange_names_the_kind_of_time_in_the_hour_that_exists_twice",
            "events/test_reading_back.py::test_dates_around_every_change_of_clocks_are_read_back",
        ),
    ),
    "F14": (
        "Sicherung unter Last, anderswo eingespielt (auch als make drill, mit vollem Portal)",
        (
            "backup/test_round.py::test_everything_comes_back_once",
            "backup/test_round.py::test_changed_archive_changes_nothing",
            "backup/test_round.py::test_work_while_restoring_is_told_as_what_it_is",
        ),
    ),
    "F18": (
        "Feindliche Dateien und Namen",
        (
            "base/test_hostile_files.py::test_hostile_file_is_refused_on_both_roads",
            "base/test_hostile_files.py::test_hostile_name_becomes_harmless",
        ),
    ),
    "F20": (
        "Zellen, die mit einer Formel beginnen",
        ("base/test_hostile_words.py::test_no_cell_begins_a_formula",),
    ),
    "F21": (
        "Zeilenumbrüche in Adresse, Betreff, Host",
        (
            "base/test_hostile_words.py::test_no_word_makes_a_header",
            "base/test_hostile_words.py::test_no_address_makes_a_header",
            "base/test_outbox.py::test_a_line_break_in_the_subject_makes_no_header",
            "roof/test_headers.py::test_strange_host_is_answered_with_nothing_of_it",
        ),
    ),
    "F22": (
        "Jede Adresse als jede Art Mensch; Ende der Sitzung sofort",
        (
            "access/test_every_address.py::test_every_address_stands_in_a_table",
            "access/test_walk_pages.py::test_everybody_gets_in_exactly_where_the_tables_say",
            "accounts/test_sessions.py::test_shut_account_is_out_with_the_next_click",
        ),
    ),
    "F23": (
        "Weiterleitung nach draußen",
        (
            "access/test_hostile_pages.py::test_no_form_leads_to_a_foreign_host",
            "access/test_hostile_pages.py::test_sign_in_of_the_office_leads_to_no_foreign_host",
            "accounts/test_login.py::test_a_foreign_address_is_no_place_to_go_after_the_code",
        ),
    ),
    "F24": (
        "Bekannte und unbekannte E-Mail-Adresse (gleiche Antwort; die Dauer misst niemand)",
        ("accounts/test_login.py::test_known_and_unknown_addresses_get_the_same_answer",),
    ),
    "F25": (
        "Falsche, gebrauchte und viele Codes",
        (
            "accounts/test_login.py::test_a_wrong_code_says_so_and_the_fifth_ends_the_attempt",
            "accounts/test_login.py::test_a_code_opens_one_session_only",
            "accounts/test_login.py::test_the_sixth_code_within_an_hour_is_refused_and_says_when_it_goes_on",
        ),
    ),
    "F26": (
        "Seltsame Fragen, Formulare, Methoden",
        (
            "access/test_hostile_pages.py::test_strange_questions_meet_no_failure_and_no_echo",
            "access/test_hostile_pages.py::test_strange_forms_meet_no_failure",
            "access/test_hostile_pages.py::test_too_many_parameters_are_refused_in_german",
            "access/test_hostile_pages.py::test_unknown_methods_are_refused_before_any_view",
        ),
    ),
    "F27": (
        "Muster, die bei langen Texten nicht enden",
        (
            "base/test_patterns.py::test_no_pattern_of_ours_explodes",
            "base/test_hostile_words.py::test_every_form_takes_long_words_in_time",
        ),
    ),
    "F28": (
        "Maschinen an öffentlichen Formularen",
        (
            "actors/test_enquiring.py::test_bad_enquiry_is_said_in_a_sentence_and_kept",
            "actors/test_enquiring.py::test_who_was_too_fast_may_send_the_same_page_again",
            "actors/test_enquiring.py::test_enquiry_reaches_the_provider_and_comes_back_as_a_copy",
        ),
    ),
    "F30": (
        "Alle Buchstaben der DIN SPEC 91379",
        (
            "base/test_hostile_words.py::test_letters_of_din_spec_91379_come_back_as_they_went",
            "funding/test_views_applying.py::test_any_letters_come_back_as_typed",
        ),
    ),
}  # fmt: skip
# Not done here: the command that does it.
ELSEWHERE = {"F13": "make upgrades"}


def run(names: list[str], house: House) -> list[tuple[Fault, Seen]]:
    """The rows of these numbers (none named: all), after one run of their tests on this database."""
    wanted = [name for name in PROVEN if not names or name in names]
    if not wanted:
        return []
    try:
        counted = _run_tests({test for name in wanted for test in PROVEN[name][1]}, house)
    except RuntimeError as error:
        not_run = Seen("–", "", wrong=[str(error)])
        return [(Fault(name, PROVEN[name][0], lambda house: not_run), not_run) for name in wanted]
    return [
        (Fault(name, PROVEN[name][0], lambda house, seen=seen: seen), seen)
        for name in wanted
        for seen in [judged(PROVEN[name][1], counted, on_sqlite=house.server is None)]
    ]


def judged(tests: Sequence[str], counted: dict[str, Counted], *, on_sqlite: bool) -> Seen:
    """One number: ``counted`` has test → (passed, failed) cases. Only PostgreSQL may leave tests out."""
    ran = [test for test in tests if sum(counted.get(test, (0, 0)))]
    left_out = [test for test in tests if test not in ran]
    wrong = [f"tests/{one} scheitert" for one in ran if counted[one][1]]
    if on_sqlite:
        wrong += [f"tests/{one} lief nicht" for one in left_out]
    passed = sum(counted[test][0] for test in ran)
    did = f"{len(ran)} Tests: " + _names(ran)
    if left_out:
        did += f"; nicht getan: {_names(left_out)}"
    seen = Seen(did, f"{passed} Fälle bestanden", {"Fälle": passed}, wrong)
    if not ran and not on_sqlite:
        seen.left_out = True
        seen.held = "läuft nur auf SQLite: Seiten, denen die Datenbank gleich ist"
    return seen


def _names(tests: Sequence[str]) -> str:
    return ", ".join(test.rpartition("::")[2] for test in tests) or "–"


def _run_tests(tests: set[str], house: House) -> dict[str, Counted]:
    """What ran of these; raises RuntimeError where pytest could not even begin."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "tests.xml"
        named = [f"tests/{test}" for test in sorted(tests)]
        # The tests have settings of their own, all but the database.
        own = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "SECRET_KEY", "VAR_DIR")
        around = {name: text for name, text in os.environ.items() if name not in own}
        if house.server:
            around["DATABASE_URL"] = os.environ["DATABASE_URL"]
        command = [sys.executable, "-m", "pytest", "-q", "-n0", f"--junitxml={report}", *named]
        ended = subprocess.run(command, cwd=ROOT, env=around, stdout=subprocess.PIPE, text=True)
        # 1: a test failed, which the table says; 5: PostgreSQL leaves out all that were asked for.
        if ended.returncode not in ((0, 1, 5) if house.server else (0, 1)):
            raise RuntimeError(f"pytest ended with {ended.returncode}: {ended.stdout[-600:]}")
        return counts(report.read_text(encoding="utf-8"))


def counts(report: str) -> dict[str, Counted]:
    """Test → (passed, failed) of a JUnit report; what was skipped is neither."""
    found: dict[str, Counted] = {}
    for case in ET.fromstring(report).iter("testcase"):
        if case.find("skipped") is not None:
            continue
        file = "/".join(case.get("classname", "").split(".")[1:]) + ".py"
        key = f"{file}::{case.get('name', '').partition('[')[0]}"
        bad = case.find("failure") is not None or case.find("error") is not None
        passed, failed = found.get(key, (0, 0))
        found[key] = (passed + (not bad), failed + bad)
    return found


def numbers() -> list[str]:
    """Every number that is shown somewhere."""
    return [*FAULTS, *PROVEN, *ELSEWHERE]
