from django.apps import AppConfig


class FundingConfig(AppConfig):
    name = "funding"
    verbose_name = "Förderung"
    # What offers and the fund's pages say; cases make no edition (base/edition.py), the books do.
    shown = ("Programme", "RuleSet", "BudgetYear", "LedgerEntry")
    # Of a case only for which project it counts: what it counts for is in the books.
    shown_columns = {"Application": ("project",)}
    # Models that the office's start page and the pages of cases show beyond these.
    worked_on = (
        "Application", "Appointment", "Attachment", "BankDataView", "ChangeRequest", "CheckItem", "Claim", "CostLine",
        "Decision", "Delivery", "Hearing", "InfoRequest", "Letter", "PaymentOrder", "PaymentRun", "ProofReminder",
        "Receipt", "Snapshot", "Step", "UsageReport", "VenueConfirmation",
    )  # fmt: skip
    # What an institution types before it files is nothing that the office sees.
    worked_on_except = {"Application": ("status", "draft")}
    # Models whose changes are kept as a history (base/journal); cases have their own steps.
    recorded = {"Programme": "", "RuleSet": "", "BudgetYear": ""}
    restorable = ("Programme",)
    # Logs that nobody may change; on PostgreSQL most have stricter guards of their own (migration 0002).
    written_once = (
        "LedgerEntry", "Snapshot", "Step", "Letter", "LetterText", "BankDetailsChange", "BankDataView", "FileView",
    )  # fmt: skip
