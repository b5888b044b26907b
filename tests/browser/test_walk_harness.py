"""The looks of `make walk` (tests/walk) can fail: each promise is broken once on a page made for it."""

import pytest

from tests.walk.forced import Forced
from tests.walk.looks import calm, keys


pytestmark = pytest.mark.browser
BARE = "border: 0; outline: 0; background: #456; color: #fff"
TRAP = (
    "onkeydown=\"if (event.key === 'Tab') { event.preventDefault(); this.blur(); this.focus() }\""
)
HALT = "onkeydown=\"if (event.key === 'Tab') { event.preventDefault(); this.blur() }\""
SIGN = '<svg width="20" height="20"><path d="M2 2h16v16z" style="fill: Canvas"/></svg>'
MASK = "width: 20px; height: 20px; background: #000; mask: linear-gradient(#000, #000) center/8px 8px no-repeat"
PLANTED = {
    "ohne Rand": (Forced, f'<input aria-label="Ort" style="{BARE}">'),
    "Auswahl nur farbig": (
        Forced,
        '<ul><li><a href="#a" aria-current="page" style="color: red">A</a><li><a href="#b">B</a></ul>',
    ),
    "Fokus nicht zu sehen": (Forced, '<a href="#x" style="outline: 0">Weiter</a>'),
    "Haken nicht zu sehen": (
        Forced,
        '<input type="checkbox" style="appearance: none; border: 1px solid; width: 20px; height: 20px">',
    ),
    "nicht zu sehen: svg": (Forced, SIGN),
    "nicht zu sehen: div": (Forced, '<div style="width: 80px; height: 9px; background: #369"></div>'),
    "nicht zu sehen: span": (Forced, f'<p><span class="an-icon" style="display: block; {MASK}"></span></p>'),
    "bewegt sich": (calm, "<style>@keyframes a { to { left: 9px } } p { animation: a 1s infinite }</style>"),
    "gleitet": (calm, '<b style="transition: left 0.3s">Karte</b>'),
    "rollt weich": (calm, '<div style="scroll-behavior: smooth">Liste</div>'),
    "Tabulator kehrt um": (keys, f'<button {TRAP}>Falle</button><a href="#x">Weiter</a>'),
    "Tabulator kommt nur zu 1 von 4": (keys, f'<button {HALT}>Halt</button>' + 3 * '<a href="#x">Weiter</a>'),
    "Fokus außerhalb des Bildes": (keys, '<a href="#x" style="position: fixed; left: -900px">Weg</a>'),
}  # fmt: skip
HEAD = '<!DOCTYPE html><html lang="de"><meta name="viewport" content="width=device-width">'
SOUND = f"""{HEAD}<h1>Probe</h1><p>Gut <a href="#x">Weiter</a> <a href="#y" aria-current="page"><b>Hier</b></a>
  <label><input type="checkbox"> Ja</label> <input aria-label="Ort"> <button>Senden</button>"""


@pytest.fixture
def page(chromium):
    """Without the portal: these pages are written here."""
    page = chromium.new_page()
    yield page
    page.close()


def look(way, page) -> list[str]:
    return Forced().problems(page) if way is Forced else way(page)


@pytest.mark.parametrize("way", [Forced, calm, keys])
def test_sound_page_has_no_problems(page, way):
    page.set_content(SOUND)

    assert look(way, page) == []


def test_what_no_picture_could_be_made_of_is_named(page):
    away = '<a href="#x" style="position: fixed; left: -900px">Weg</a>'
    page.set_content(f"{HEAD}<h1>Probe</h1>{away}")
    forced = Forced()

    assert [forced.problems(page) for _ in range(2)] == [[], []]
    assert forced.unseen() == ["focus a „Weg“"]


@pytest.mark.parametrize("problem", PLANTED)
def test_broken_promise_is_noticed(page, problem):
    way, planted = PLANTED[problem]
    page.set_content(f"{HEAD}<h1>Probe</h1><p>Text</p>{planted}")

    assert any(told.startswith(problem) for told in look(way, page))
