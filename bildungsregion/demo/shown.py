"""What a year seldom has and a demonstration wants to show: every state and every task, once or twice.

Days count from the day of the demonstration, so that a claim is overdue and a question open
whenever it is played.
"""

from dataclasses import dataclass
from enum import Enum


class Ending(Enum):
    """What becomes of a grant."""

    USUAL = "proven, settled and paid, as far as time allows"
    NOT_FETCHED = "the decision lies in the portal for more than ten days"
    POSTED = "not fetched, then posted; the proof is due"
    ON_PAPER = "typed in by the office; the decision waits for the post"
    CHANGE_REQUESTED = "another day and a dearer bus are wanted"
    CHANGE_PROPOSED = "a change lies with the signer"
    AMENDED = "changed by a second decision"
    CHANGE_DECLINED = "a change is declined"
    CANCELLED = "called off by the institution"
    REPORT_BEGUN = "the proof is half written"
    REPORTED = "the proof has come"
    VENUE_ASKED = "the proof has come, the venue has not answered"
    HANDED_IN_TWICE = "the proof has the invoice of another case"
    REPORT_QUERY = "a question about the proof"
    REPORT_OVERDUE = "a question about the proof, its day is over"
    REPORT_ANSWERED = "a question about the proof, answered"
    CUT = "receipts are cut"
    SETTLED = "settled, to be confirmed"
    CONFIRMED = "confirmed twice, to be ordered"
    LISTED = "on a list that the cashier has"
    ON_OPEN_LIST = "on a list that nobody has signed off"
    ORDERED = "ordered, on no list yet"
    FAILED = "the payment came back"
    FAILED_ONCE = "the payment came back, then reached another account"
    UNPROVEN = "the proof is overdue"
    REMINDED = "reminded once"
    REMINDED_TWICE = "reminded twice, again overdue"
    ANNOUNCED = "the announced lapse may be signed"
    LAPSED = "lapsed"
    HEARING = "heard, may still answer"
    HEARING_ANSWERED = "paid, heard and answered"
    HEARING_ENDED = "heard, the payment stays"
    REVOCATION_PROPOSED = "a revocation lies with the signer"
    REVOKED = "revoked before anything was paid"
    CLAIMED = "money is claimed back, a part has come, its day is over"
    REFUNDED = "all of it has come back"
    WAIVED = "a small rest is waived"


@dataclass(frozen=True, slots=True)
class Showing:
    """One case to show: ``fate`` by its name in plan.Fate, ``ending`` where it is granted.

    ``visit``: days from today. A visit that is over was applied for ``lead`` days before it, one
    to come ``lead`` days before today. ``own``: a case of an institution that has a login.
    """

    fate: str
    visit: int
    lead: int = 45
    ending: Ending | None = None
    own: bool = False
    bus_cents: int = 0


E = Ending
SHOWN = (
    Showing("DRAFT", 50, 3, own=True),
    Showing("SUBMITTED", 45, 2),
    Showing("SUBMITTED", 50, 1, own=True),
    Showing("IN_REVIEW", 6, 9),
    Showing("ASKED", 40, 8, own=True),
    Showing("OVERDUE", 35, 16),
    Showing("ANSWERED", 38, 12),
    Showing("PROPOSED", 30, 13),
    Showing("PROPOSED", 32, 15),
    Showing("SENT_BACK", 30, 16),
    Showing("REJECTED", -70),
    Showing("WITHDRAWN", -20),
    Showing("WAITING", 20, 34, own=True),
    Showing("GRANTED", 30, 30, E.NOT_FETCHED, own=True),
    Showing("GRANTED", -12, 60, E.POSTED),
    Showing("GRANTED", 26, 30, E.ON_PAPER),
    Showing("GRANTED", 21, 34, E.CHANGE_REQUESTED, own=True, bus_cents=380_00),
    Showing("GRANTED", 24, 36, E.CHANGE_PROPOSED),
    Showing("GRANTED", 17, 40, E.AMENDED),
    Showing("GRANTED", 19, 38, E.CHANGE_DECLINED, bus_cents=340_00),
    Showing("GRANTED", 12, 40, E.CANCELLED),
    Showing("GRANTED", 15, 42, E.CANCELLED),
    Showing("GRANTED", -6, ending=E.REPORT_BEGUN, own=True, bus_cents=360_00),
    Showing("GRANTED", -14, ending=E.REPORTED),
    Showing("GRANTED", -20, ending=E.VENUE_ASKED),
    Showing("GRANTED", -80, ending=E.USUAL, own=True, bus_cents=410_00),
    Showing("GRANTED", -24, ending=E.HANDED_IN_TWICE, own=True, bus_cents=410_00),
    Showing("GRANTED", -26, ending=E.REPORT_QUERY, own=True, bus_cents=395_00),
    Showing("GRANTED", -38, ending=E.REPORT_OVERDUE),
    Showing("GRANTED", -30, ending=E.REPORT_ANSWERED),
    Showing("GRANTED", -90, ending=E.CUT, bus_cents=430_00),
    Showing("GRANTED", -31, ending=E.SETTLED),
    Showing("GRANTED", -33, ending=E.SETTLED, bus_cents=385_00),
    Showing("GRANTED", -34, ending=E.CONFIRMED),
    Showing("GRANTED", -36, ending=E.LISTED),
    Showing("GRANTED", -37, ending=E.LISTED, bus_cents=405_00),
    Showing("GRANTED", -33, ending=E.ON_OPEN_LIST, bus_cents=375_00),
    Showing("GRANTED", -35, ending=E.ORDERED),
    Showing("GRANTED", -55, ending=E.FAILED, own=True),
    Showing("GRANTED", -85, ending=E.FAILED_ONCE),
    Showing("GRANTED", -52, ending=E.UNPROVEN, own=True),
    Showing("GRANTED", -68, ending=E.REMINDED),
    Showing("GRANTED", -90, ending=E.REMINDED_TWICE),
    Showing("GRANTED", -118, ending=E.ANNOUNCED),
    Showing("GRANTED", -150, ending=E.LAPSED),
    Showing("GRANTED", -28, ending=E.HEARING, own=True),
    Showing("GRANTED", -105, ending=E.HEARING_ANSWERED, bus_cents=420_00),
    Showing("GRANTED", -130, ending=E.HEARING_ENDED),
    Showing("GRANTED", -75, ending=E.REVOCATION_PROPOSED),
    Showing("GRANTED", -110, ending=E.REVOKED),
    Showing("GRANTED", -145, ending=E.CLAIMED, bus_cents=440_00),
    Showing("GRANTED", -170, ending=E.REFUNDED),
    Showing("GRANTED", -180, ending=E.WAIVED, bus_cents=350_00),
)
