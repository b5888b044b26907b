"""What the fund keeps: programmes and their rules, the year's money, cases, decisions, letters."""

from .applications import Application, ApplicationQuerySet
from .attachments import Attachment
from .budget import BudgetYear, BudgetYearQuerySet, LedgerEntry
from .costs import Appointment, CostLine
from .decisions import Decision, Letter
from .programmes import NumberCounter, Programme, RuleSet
from .reminders import MutedReminder, SentReminder
from .review import CheckItem, InfoRequest, Snapshot, Step


__all__ = [
    "Application",
    "ApplicationQuerySet",
    "Appointment",
    "Attachment",
    "BudgetYear",
    "BudgetYearQuerySet",
    "CheckItem",
    "CostLine",
    "Decision",
    "InfoRequest",
    "LedgerEntry",
    "Letter",
    "MutedReminder",
    "NumberCounter",
    "Programme",
    "RuleSet",
    "SentReminder",
    "Snapshot",
    "Step",
]
