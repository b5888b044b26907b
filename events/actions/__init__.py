"""What is done to events: each verb atomic, with keyword arguments. Raises DomainError with a German sentence."""

from .dating import (
    add_date,
    back_to_rule,
    change_date,
    drop_rule,
    keep_rule,
    leave_out,
    write_ahead,
    write_dates,
)


__all__ = [
    "add_date",
    "back_to_rule",
    "change_date",
    "drop_rule",
    "keep_rule",
    "leave_out",
    "write_ahead",
    "write_dates",
]
