"""What is done to events: each verb atomic, with keyword arguments. Raises DomainError with a German sentence."""

from .copying import copy_into_next_year, days_until, duplicate
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
from .editing import edit_together
from .submitting import (
    MOST_A_DAY,
    accept,
    confirm,
    enter,
    forget_submissions,
    propose,
    refuse,
    withdraw,
)


__all__ = [
    "MOST_A_DAY",
    "accept",
    "add_date",
    "back_to_rule",
    "change_date",
    "confirm",
    "copy_into_next_year",
    "days_until",
    "drop_rule",
    "duplicate",
    "edit_together",
    "enter",
    "forget_submissions",
    "keep_rule",
    "leave_out",
    "propose",
    "refuse",
    "withdraw",
    "write_ahead",
    "write_dates",
]
