"""Rounds of the roof: what waits for the end of an hour."""

from .running.faults import tell_rest


__all__ = ["tell_rest"]
