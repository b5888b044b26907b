"""The catalogue is whole: every fault is done, or named with tests that exist; the judges see what is wrong."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

from bildungsregion.base.models import OutgoingMail
from tests.factories.funding import make_submitted
from tests.house import ROOT

from . import clicks, crowds, disks, kills, mails, proof, rush
from .__main__ import playable
from .catalogue import FAULTS, Seen, percentile, too_slow
from .proven import PROVEN, counts, judged as judged_by_tests, numbers
from .report import Row, ended, summary


PLAYED = (clicks, crowds, disks, kills, mails, rush)


class Sender:
    """Who has sent this application, as the judge asks for it."""

    def __init__(self, case):
        self.case, self.user, self.told_kept, self.told_filed = case, case.created_by, False, True


@pytest.fixture
def sender(db, settings) -> Sender:
    settings.EMAIL_BACKEND = "bildungsregion.base.outbox.backend.OutboxBackend"
    return Sender(make_submitted())


def judged(sender: Sender, settings) -> list[str]:
    """Without its connection closed: the test's transaction lives on it."""
    mails = proof.receipts_by_mail()[sender.user.email]
    found = proof.of_case(sender, Path(settings.MEDIA_ROOT), mails)
    return [line.replace(sender.case.number, "KB") for line in found]


def test_every_number_of_the_catalogue_is_shown_and_told():
    page = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| (F\d+[bc]?) ", page, re.MULTILINE)

    assert sorted(numbers()) == sorted(told)
    assert {f"F{number}" for number in range(1, 31)} <= set(told)
    assert {fault.play.__module__ for fault in FAULTS.values()} == {m.__name__ for m in PLAYED}


def test_tests_that_prove_a_fault_exist():
    named = {test for _title, tests in PROVEN.values() for test in tests}
    there = set()
    for file in {test.partition("::")[0] for test in named}:
        tree = ast.parse((ROOT / "tests" / file).read_text(encoding="utf-8"))
        there |= {
            f"{file}::{one.name}" for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)
        }

    assert named - there == set()


REPORT = """<testsuites><testsuite>
  <testcase classname="tests.base.test_a" name="test_done[one]"/>
  <testcase classname="tests.base.test_a" name="test_done[two]"/>
  <testcase classname="tests.base.test_a" name="test_left"><skipped/></testcase>
  <testcase classname="tests.base.test_a" name="test_bad"><failure/></testcase>
</testsuite></testsuites>"""


def test_only_tests_that_ran_prove_a_fault():
    counted = counts(REPORT)
    done, left, bad = (f"base/test_a.py::test_{name}" for name in ("done", "left", "bad"))

    assert counted == {done: (2, 0), bad: (0, 1)}
    assert judged_by_tests([done, left, bad], counted, on_sqlite=True).wrong == [
        f"tests/{bad} scheitert",
        f"tests/{left} lief nicht",
    ]
    there = judged_by_tests([done, left], counted, on_sqlite=False)
    assert (there.did, there.wrong) == ("1 Tests: test_done; nicht getan: test_left", [])
    assert judged_by_tests([left], counted, on_sqlite=False).left_out
    assert not judged_by_tests([left], counted, on_sqlite=True).left_out


def test_judge_is_content_with_what_was_filed_once(sender, settings):
    assert judged(sender, settings) == []


def test_judge_sees_what_is_lost_doubled_or_broken(sender, settings):
    letter = sender.case.letters.get()
    Path(letter.pdf.path).write_bytes(b"anderes")
    OutgoingMail.objects.all().delete()
    sender.told_kept = True

    assert judged(sender, settings) == [
        "KB: Quittung, Abbild, Schritt (1, 1, 1), E-Mails 0",
        "KB: 0 Dateien",
        f"KB: {letter.pdf.name} fehlt oder ist verändert",
    ]


def test_times_count_on_a_quiet_machine_only():
    seen = Seen("getan", "alles gut", slow=too_slow("p95", 3.25, 3) + too_slow("p95", 2.5, 3))
    quiet, loud = (Row.seen(FAULTS["F5"], seen, 1, was_quiet) for was_quiet in (True, False))

    assert (quiet.wrong, quiet.verdict) == (["p95: 3,2 s statt höchstens 3 s"], "GEBROCHEN")
    assert (loud.wrong, loud.unjudged, loud.verdict) == ([], quiet.wrong, "nicht gemessen")
    assert "alles gut" not in str(loud)
    assert [ended([loud], times_count=count) for count in (True, False)] == [2, 0]
    assert ended([loud, quiet], times_count=False) == 1
    assert summary([loud]) == "nichts gebrochen, nicht gemessen: F5"
    assert summary([Row.seen(FAULTS["F5"], Seen("getan", "gut"))]) == "alles gehalten"
    assert percentile([float(n) for n in range(1, 101)]) == 96.0


def test_only_waiting_depends_on_the_machine():
    people = rush.Readers(waits=[0.1], statuses=Counter({200: 9, 504: 2, 500: 1, 429: 1}))
    crowd = rush.Rush(0, answers=[1.0], statuses=Counter({302: 3, "TimeoutError": 1, 502: 1}))
    crowd.after = Counter({409: 8, "409 ohne den Satz": 1, 302: 1})

    assert people.wrong == ["beim Lesen 1-mal 500", "beim Lesen 1-mal 429"]
    assert people.slow == ["beim Lesen 2-mal zu lange gewartet (504)"]
    assert crowd.wrong == [
        "beim Senden 1-mal 502",
        "nach der Frist 1-mal 409 ohne den Satz",
        "nach der Frist 1-mal 302",
    ]
    assert crowd.slow == ["beim Senden 1-mal zu lange gewartet (TimeoutError)"]
    assert rush.Readers().wrong == ["niemand kam zum Lesen"]


def test_what_can_be_asked_for_is_what_is_played():
    assert playable() == {*FAULTS, *PROVEN}
