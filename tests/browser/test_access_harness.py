"""The looks of tests/browser/seeing.py can fail: each promise is broken once on a page made for it."""

import pytest

from tests.browser.seeing import problems


pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WALL = "position: fixed; inset: 0; background: #fff"
PLANTED = {
    "wider than the screen": '<div style="width: 700px">Breit</div>',
    "cut off": '<div style="height: 1.2em; line-height: 1.1; width: 5em; overflow: hidden">Zwei Wörter</div>',
    "focus not seen": '<a href="#x" style="outline: 0">Weiter</a>',
    "focus hidden": f'<a href="#x">Weiter</a><div style="{WALL}"></div>',
    "leads nowhere": '<input aria-label="Name" aria-describedby="fehlt">',
    "id twice": '<i id="a"></i><i id="a"></i>',
    "headings of the first level": "<h1>Noch eine</h1>",
}
HEAD = '<!DOCTYPE html><html lang="de"><meta name="viewport" content="width=device-width">'


def test_sound_page_has_no_problems(page):
    page.set_content(f'{HEAD}<h1>Probe</h1><p>Gut <a href="#x">Weiter</a></p>')

    assert problems(page) == []


@pytest.mark.parametrize("problem", PLANTED)
def test_broken_promise_is_noticed(page, problem):
    page.set_content(f"{HEAD}<h1>Probe</h1>{PLANTED[problem]}")

    assert any(problem in told for told in problems(page))
