import pytest

from actors.distance import kilometres


LUENEBURG, BLECKEDE, BERLIN = (53.2493, 10.4143), (53.2917, 10.7336), (52.52, 13.405)


@pytest.mark.parametrize(
    ("here", "there", "expected"),
    [(LUENEBURG, LUENEBURG, 0.0), (LUENEBURG, BLECKEDE, 21.7), (LUENEBURG, BERLIN, 216.5)],
)
def test_distance_between_two_places(here, there, expected):
    assert kilometres(here, there) == pytest.approx(expected, abs=0.5)
    assert kilometres(there, here) == pytest.approx(kilometres(here, there))
