"""What the calendar does every few minutes (bildungsregion/base/rounds.py)."""

from bildungsregion.base import rounds

from .actions import moving_up


@rounds.register("nachruecken")
def waiting_lists() -> int:
    return moving_up.move_up()
