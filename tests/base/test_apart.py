"""A file is looked at in a process of its own, whatever becomes of that process."""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from bildungsregion.base import apart


PROGRAM = """
import json, os, sys, time
heard = []
def warm():
    heard.append("warm")
def main():
    kind, bounds = sys.argv[1], json.loads(sys.argv[2])
    content = sys.stdin.buffer.read()
    heard.append(kind)
    if kind == "sleeps":
        time.sleep(60)
    if kind == "dies":
        os._exit(0)
    if kind == "breaks":
        raise ValueError(kind)
    told = {"heard": heard, "environment": dict(os.environ)}
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\\n" + content[::-1])
if __name__ == "__main__":
    main()
"""
BOUNDS = {"seconds": 8}


@pytest.fixture
def program(tmp_path):
    file = tmp_path / "program.py"
    file.write_text(PROGRAM)
    yield file
    if keeper := apart._keepers.pop((os.getpid(), file), None):
        keeper.end()


def test_each_file_meets_a_copy_that_has_seen_no_other(program):
    asked = [(kind, os.urandom(300_000)) for kind in ("first", "second", "third")]

    for kind, content in asked:
        told, written = apart.answer(program, kind, content, BOUNDS, is_kept=True)

        assert told == {"heard": ["warm", kind], "environment": apart.ENVIRONMENT}
        assert written == content[::-1]
    assert apart.answer(program, "alone", b"ab", BOUNDS)[1] == b"ba"


def test_files_that_come_at_once_get_their_own_answers(program):
    contents = [bytes([number]) * 200_000 for number in range(8)]

    with ThreadPoolExecutor(8) as pool:
        found = list(
            pool.map(lambda one: apart.answer(program, "x", one, BOUNDS, is_kept=True), contents)
        )

    assert [written for _told, written in found] == contents


@pytest.mark.parametrize("kind", ["dies", "breaks", "sleeps"])
@pytest.mark.parametrize("is_kept", [True, False])
def test_file_that_ends_its_process_is_too_much_and_the_next_is_not(program, kind, is_kept):
    with pytest.raises(apart.TooMuch):
        apart.answer(program, kind, b"x" * 300_000, {"seconds": 0}, is_kept=is_kept)

    assert apart.answer(program, "next", b"ab", BOUNDS, is_kept=is_kept)[1] == b"ba"


def test_file_is_looked_at_though_the_keeper_was_ended(program):
    apart.answer(program, "first", b"ab", BOUNDS, is_kept=True)
    keeper = apart._keepers[os.getpid(), program]
    keeper.process.kill()
    keeper.process.wait()

    assert apart.answer(program, "second", b"ab", BOUNDS, is_kept=True)[1] == b"ba"
    told, _written = apart.answer(program, "third", b"ab", BOUNDS, is_kept=True)

    assert told["heard"] == ["warm", "third"]
    assert apart._keepers[os.getpid(), program] is not keeper


def test_keeper_ends_with_the_process_that_started_it(program):
    apart.answer(program, "first", b"ab", BOUNDS, is_kept=True)
    keeper = apart._keepers[os.getpid(), program]

    keeper.control.close()

    assert keeper.process.wait(10) == 0
