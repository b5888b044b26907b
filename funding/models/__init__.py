"""What the fund keeps: programmes and their rules, the year's money, cases, decisions, letters."""

from .applications import Application
from .attachments import Attachment
from .budget import BudgetYear, BudgetYearQuerySet, LedgerEntry
from .case_lists import ApplicationQuerySet
from .costs import Appointment, CostLine
from .decisions import Decision, Letter
from .payments import BankDataView, BankDetailsChange, PaymentOrder, PaymentRun
from .programmes import NumberCounter, Programme, RuleSet
from .proof import Receipt, UsageReport, VenueConfirmation
from .reminders import MutedReminder, SentReminder
from .review import CheckItem, InfoRequest, Snapshot, Step


__all__ = [
    "Application",
    "ApplicationQuerySet",
    "Appointment",
    "Attachment",
    "BankDataView",
    "BankDetailsChange",
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
    "PaymentOrder",
    "PaymentRun",
    "Programme",
    "Receipt",
    "RuleSet",
    "SentReminder",
    "Snapshot",
    "Step",
    "UsageReport",
    "VenueConfirmation",
]
