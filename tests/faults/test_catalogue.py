"""The catalogue is whole: every fault is done, or named with tests that exist; the judges see what is wrong."""

import ast
import re
from pathlib import Path

import pytest

from bildungsregion.base.models import OutgoingMail
from tests.factories.funding import make_submitted
from tests.house import ROOT

from . import clicks, crowds, disks, kills, mails, proof, rush
from .catalogue import FAULTS, House, percentile
from .proven import PROVEN, numbers


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


def test_times_count_on_a_quiet_machine_only(tmp_path):
    quiet, loud = (House(tmp_path, "sqlite", None, 1, 1, is_quiet) for is_quiet in (True, False))

    assert (quiet.too_slow(2.5, 3), loud.too_slow(9, 3)) == ([], [])
    assert quiet.too_slow(3.25, 3) == ["3,2 s statt höchstens 3 s"]
    assert percentile([float(n) for n in range(1, 101)]) == 96.0
