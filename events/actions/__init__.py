"""What is done to events: each verb atomic, with keyword arguments. Raises DomainError with a German sentence."""

from .copying import copy_into_next_year, duplicate
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
from .keeping import call_off, enter_again
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
    "call_off",
    "change_date",
    "confirm",
    "copy_into_next_year",
    "drop_rule",
    "duplicate",
    "edit_together",
    "enter",
    "enter_again",
    "forget_submissions",
    "keep_rule",
    "leave_out",
    "propose",
    "refuse",
    "withdraw",
    "write_ahead",
    "write_dates",
]
