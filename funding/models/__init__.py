"""What the fund keeps: programmes and their rules, the year's money, cases, decisions, letters."""

from .applications import Application
from .attachments import Attachment
from .budget import BudgetYear, BudgetYearQuerySet, LedgerEntry
from .case_lists import ApplicationQuerySet
from .changes import ChangeRequest
from .costs import Appointment, CostLine
from .decisions import Decision, Letter
from .deliveries import Delivery
from .letter_texts import LetterText
from .looks import FileView
from .payments import BankDataView, BankDetailsChange, PaymentOrder, PaymentRun
from .programmes import NumberCounter, Programme, RuleSet
from .proof import Receipt, UsageReport, VenueConfirmation
from .recoveries import Claim, Hearing, ProofReminder
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
    "ChangeRequest",
    "CheckItem",
    "Claim",
    "CostLine",
    "Decision",
    "Delivery",
    "FileView",
    "Hearing",
    "InfoRequest",
    "LedgerEntry",
    "Letter",
    "LetterText",
    "MutedReminder",
    "NumberCounter",
    "PaymentOrder",
    "PaymentRun",
    "Programme",
    "ProofReminder",
    "Receipt",
    "RuleSet",
    "SentReminder",
    "Snapshot",
    "Step",
    "UsageReport",
    "VenueConfirmation",
]
