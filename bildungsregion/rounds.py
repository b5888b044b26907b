"""Rounds of the roof: what waits for the end of an hour, and files that wait for the scanner."""

from .base import rounds
from .base.scanning.files import examine_waiting
from .running.faults import tell_rest


__all__ = ["tell_rest"]
rounds.register("virenpruefung")(examine_waiting)
