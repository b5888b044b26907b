"""The procedure on one screen: which verb leads from where to where, and who may.

step() is the only place that sets Application.status. docs/funding.md prints this table; a test
keeps the two equal.
"""

from collections.abc import Collection, Iterable
from enum import Enum
from functools import partial

from accounts.deputies import principal_of
from bildungsregion.base.errors import DomainError

from . import permissions
from .guards import GUARDS
from .models import Application, Step
from .models.status import ENDED
from .stages import PARTLY_APPROVED, STAGES, Stage, stage


__all__ = ["PARTLY_APPROVED", "STAGES", "Stage", "stage"]


class Who(Enum):
    """Who moves a case: the German word, and the right that is asked for."""

    APPLICANT = "Einrichtung", partial(permissions.can_apply)
    CASE_WORKER = "Sachbearbeitung", partial(permissions.can_review_application)
    PROPOSER = "Sachbearbeitung (Vorschlag)", partial(permissions.can_propose_decision)
    SIGNER = "Zeichnung", partial(permissions.can_sign_decision)
    ORDERER = "Anordnung", partial(permissions.can_order_payment)
    CASHIER = "Kasse", partial(permissions.can_run_payments)
    EITHER = "Einrichtung oder Sachbearbeitung", partial(permissions.can_cancel)
    # What follows by itself from another step; nobody has a button for it.
    SYSTEM = "von selbst", lambda user, application: True

    @property
    def label(self) -> str:
        return self.value[0]

    def may(self, user, application: Application) -> bool:
        return self.value[1](user, application)


# What a deputy is lent, by who moves the case.
RIGHTS = {
    Who.CASE_WORKER: "funding.review_application",
    Who.PROPOSER: "funding.propose_decision",
    Who.SIGNER: "funding.sign_decision",
    Who.ORDERER: "funding.order_payment",
    Who.CASHIER: "funding.run_payments",
}
S = Application.Status
APPLICANT, CASE_WORKER, PROPOSER, SIGNER, ORDERER, CASHIER, EITHER, SYSTEM = Who

# fmt: off
TRANSITIONS: dict[str, tuple[frozenset[str], str, Who]] = {
    # verb                 from                                     to                     who
    "submit":               (frozenset({S.DRAFT}),                   S.SUBMITTED,           APPLICANT),
    "start_review":         (frozenset({S.SUBMITTED}),               S.IN_REVIEW,           CASE_WORKER),
    "request_info":         (frozenset({S.IN_REVIEW}),               S.INFO_REQUESTED,      CASE_WORKER),
    "answer_info":          (frozenset({S.INFO_REQUESTED}),          S.IN_REVIEW,           APPLICANT),
    "resume_review":        (frozenset({S.INFO_REQUESTED}),          S.IN_REVIEW,           CASE_WORKER),
    "put_on_waitlist":      (frozenset({S.IN_REVIEW, S.PROPOSED}),   S.WAITLISTED,          CASE_WORKER),
    "propose":              (frozenset({S.IN_REVIEW, S.WAITLISTED}), S.PROPOSED,            PROPOSER),
    "send_back":            (frozenset({S.PROPOSED}),                S.IN_REVIEW,           SIGNER),
    "approve":              (frozenset({S.PROPOSED}),                S.APPROVED,            SIGNER),
    "reject":               (frozenset({S.PROPOSED}),                S.REJECTED,            SIGNER),
    "withdraw":             (Application.OPEN,                       S.WITHDRAWN,           APPLICANT),
    "request_change":       (frozenset({S.APPROVED}),                S.CHANGE_REQUESTED,    APPLICANT),
    "open_change":          (frozenset({S.APPROVED}),                S.CHANGE_REQUESTED,    CASE_WORKER),
    "retract_change":       (frozenset({S.CHANGE_REQUESTED}),        S.APPROVED,            APPLICANT),
    "decline_change":       (frozenset({S.CHANGE_REQUESTED}),        S.APPROVED,            CASE_WORKER),
    "propose_change":       (frozenset({S.CHANGE_REQUESTED}),        S.CHANGE_PROPOSED,     PROPOSER),
    "send_back_change":     (frozenset({S.CHANGE_PROPOSED}),         S.CHANGE_REQUESTED,    SIGNER),
    "amend":                (frozenset({S.CHANGE_PROPOSED}),         S.APPROVED,            SIGNER),
    "cancel":               (frozenset({S.APPROVED, S.CHANGE_REQUESTED}), S.CANCELLED,      EITHER),
    "remind":               (frozenset({S.APPROVED}),                S.APPROVED,            CASE_WORKER),
    "announce_lapse":       (frozenset({S.APPROVED}),                S.APPROVED,            CASE_WORKER),
    "lapse":                (frozenset({S.APPROVED}),                S.LAPSED,              SIGNER),
    "submit_report":        (frozenset({S.APPROVED}),                S.REPORTED,            APPLICANT),
    "query_report":         (frozenset({S.REPORTED}),                S.REPORT_QUERY,        CASE_WORKER),
    "answer_report":        (frozenset({S.REPORT_QUERY}),            S.REPORTED,            APPLICANT),
    "resume_report":        (frozenset({S.REPORT_QUERY}),            S.REPORTED,            CASE_WORKER),
    "settle":               (frozenset({S.REPORTED}),                S.SETTLED,             CASE_WORKER),
    "order_payment":        (frozenset({S.SETTLED}),                 S.ORDERED,             ORDERER),
    "record_paid":          (frozenset({S.ORDERED}),                 S.PAID,                CASHIER),
    "record_failed":        (frozenset({S.ORDERED}),                 S.ORDER_FAILED,        CASHIER),
    "prepare_again":        (frozenset({S.ORDER_FAILED}),            S.SETTLED,             CASE_WORKER),
    "close":                (frozenset({S.SETTLED, S.PAID}),         S.CLOSED,              SYSTEM),
    "open_hearing":         (frozenset({S.APPROVED, S.PAID, S.CLOSED}), S.HEARING,          CASE_WORKER),
    "answer_hearing":       (frozenset({S.HEARING}),                 S.HEARING,             APPLICANT),
    "drop_hearing":         (frozenset({S.HEARING}),                 S.APPROVED,            CASE_WORKER),
    "end_hearing":          (frozenset({S.HEARING}),                 S.CLOSED,              CASE_WORKER),
    "propose_revocation":   (frozenset({S.HEARING}),                 S.REVOCATION_PROPOSED, PROPOSER),
    "send_back_revocation": (frozenset({S.REVOCATION_PROPOSED}),     S.HEARING,             SIGNER),
    "revoke":               (frozenset({S.REVOCATION_PROPOSED}),     S.REVOKED,             SIGNER),
    "claim":                (frozenset({S.REVOKED}),                 S.CLAIM_OPEN,          SYSTEM),
    "record_refund":        (frozenset({S.CLAIM_OPEN}),              S.CLOSED,              CASHIER),
    "waive_claim":          (frozenset({S.CLAIM_OPEN}),              S.CLOSED,              SIGNER),
}
# fmt: on

# Steps that the author of the proposal never takes (four eyes).
FOUR_EYES = frozenset({"approve", "reject", "amend", "revoke"})
EYES = dict.fromkeys(FOUR_EYES, "nicht wer vorgeschlagen hat") | {
    "lapse": "nicht wer angekündigt hat",
    "order_payment": "nicht wer allein festgestellt hat",
}

LABELS = {
    "submit": "Einreichen",
    "start_review": "In Bearbeitung nehmen",
    "request_info": "Rückfrage stellen",
    "answer_info": "Rückfrage beantworten",
    "resume_review": "Ohne Antwort weiterprüfen",
    "put_on_waitlist": "Auf die Warteliste setzen",
    "propose": "Entscheidung vorschlagen",
    "send_back": "Zurückgeben",
    "approve": "Bewilligung zeichnen",
    "reject": "Ablehnung zeichnen",
    "withdraw": "Zurückziehen",
    "request_change": "Änderung beantragen",
    "open_change": "Änderung aufnehmen",
    "retract_change": "Änderungswunsch zurücknehmen",
    "decline_change": "Änderung ablehnen",
    "propose_change": "Änderung vorschlagen",
    "send_back_change": "Änderungsvorschlag zurückgeben",
    "amend": "Änderung zeichnen",
    "cancel": "Absagen",
    "remind": "An den Nachweis erinnern",
    "announce_lapse": "Verfall ankündigen",
    "lapse": "Verfall zeichnen",
    "submit_report": "Nachweis einreichen",
    "query_report": "Zum Nachweis zurückfragen",
    "answer_report": "Rückfrage zum Nachweis beantworten",
    "resume_report": "Nachweis ohne Antwort weiterprüfen",
    "settle": "Abrechnen",
    "order_payment": "Auszahlung anordnen",
    "record_paid": "Auszahlung vermerken",
    "record_failed": "Rücklauf vermerken",
    "prepare_again": "Zahlung neu vorbereiten",
    "close": "Abschließen",
    "open_hearing": "Zum Widerruf anhören",
    "answer_hearing": "Stellung nehmen",
    "drop_hearing": "Anhörung beenden, Bewilligung bleibt",
    "end_hearing": "Anhörung beenden, Auszahlung bleibt",
    "propose_revocation": "Widerruf vorschlagen",
    "send_back_revocation": "Widerrufsvorschlag zurückgeben",
    "revoke": "Widerruf zeichnen",
    "claim": "Zurückfordern",
    "record_refund": "Rückzahlung vermerken",
    "waive_claim": "Auf die Rückforderung verzichten",
}

# What the log also keeps, though it moves no case.
NOTED = {
    "repin_rules": "Förderregeln gewechselt",
    "import": "Aus der Liste des Büros übernommen",
    "choose_delivery": "Weg der Schreiben gewählt",
    "confirm_factual": "Sachlich richtig festgestellt",
    "confirm_arithmetic": "Rechnerisch richtig festgestellt",
    "release_run": "Auszahlungsliste freigegeben",
    "export_run": "Auszahlungsliste ausgegeben",
}


def label(verb: str) -> str:
    """The verb as the log says it."""
    return LABELS.get(verb) or NOTED.get(verb, verb)


def refusal(application: Application, verb: str, by) -> str:
    """Why this person may not take this step now, as a German sentence; empty if they may."""
    sources, _target, who = TRANSITIONS[verb]
    if application.status not in sources:
        # The institution never reads that a proposal lies with the signer.
        held = stage(application).label if who in (APPLICANT, EITHER) else None
        return (
            f"Der Antrag hat den Stand „{held or application.get_status_display()}“. "
            f"„{LABELS[verb]}“ ist da nicht möglich."
        )
    if application.anonymised_on is not None:
        return (
            "Dieser Vorgang ist nach Ablauf der Aufbewahrung anonymisiert. Er bleibt, wie er ist."
        )
    if who not in (APPLICANT, EITHER, SYSTEM) and permissions.has_conflict(by, application):
        return (
            "Sie gehören selbst zu dieser Einrichtung oder haben den Antrag gestellt. "
            "Bitte geben Sie den Vorgang an eine Vertretung ab."
        )
    if not who.may(by, application):
        return f"Für „{LABELS[verb]}“ fehlt Ihnen die Berechtigung."
    if verb in FOUR_EYES and any(
        row.prepared_by_id == by.pk for row in application.decisions.all() if not row.is_signed
    ):
        return "Sie haben diese Entscheidung vorgeschlagen. Zeichnen muss sie jemand anderes."
    return GUARDS[verb](application, by) if verb in GUARDS else ""


def available(application: Application, user, *, of: Collection[Who] = tuple(Who)) -> list[str]:
    """The verbs this person may use now, in the order of the table; ``of`` narrows whose they are."""
    return [
        verb
        for verb, (sources, _target, who) in TRANSITIONS.items()
        if application.status in sources
        and who is not SYSTEM
        and who in of
        and not refusal(application, verb, user)
    ]


def step(
    application: Application, verb: str, *, by, note_public: str = "", note_internal: str = ""
) -> Step:
    """Move the case and log it; the caller has locked the row, sets what belongs to it and saves.

    ``by`` is None for what follows by itself.

    Raises DomainError when the state, the rights, a conflict of interest or four eyes forbid it.
    """
    if sentence := refusal(application, verb, by):
        raise DomainError(sentence)
    _sources, target, who = TRANSITIONS[verb]
    came_from, application.status = application.status, target
    return Step.objects.create(
        application=application,
        verb=verb,
        from_status=came_from,
        to_status=application.status,
        note_public=note_public,
        note_internal=note_internal,
        taken_by=by,
        in_place_of=principal_of(by, RIGHTS[who]) if by and who in RIGHTS else None,
    )


def note(
    cases: Iterable[Application], verb: str, *, by, rights: Collection[str] = (), internal: str = ""
) -> None:
    """A line in the log of each case that moves none of them: ``verb`` is one of NOTED.

    ``rights``: any of them ("app.codename") allows it; who has only what a deputy is lent acts in stead.
    """
    found = [principal_of(by, right) for right in rights if by.has_perm(right)]
    in_place_of = None if None in found else next(iter(found), None)
    Step.objects.bulk_create(
        Step(
            application=case,
            verb=verb,
            from_status=case.status,
            to_status=case.status,
            note_internal=internal,
            taken_by=by,
            in_place_of=in_place_of,
        )
        for case in cases
    )


def as_markdown() -> str:
    """The table for docs/funding.md."""
    rows = ["| Schritt | von | nach | wer |", "|---|---|---|---|"]
    for verb, (sources, target, who) in TRANSITIONS.items():
        origin = ", ".join(str(status.label) for status in S if status in sources)
        eyes = f", {EYES[verb]}" if verb in EYES else ""
        rows.append(
            f"| {LABELS[verb]} (`{verb}`) | {origin} | {S(target).label} | {who.label}{eyes} |"
        )
    return "\n".join(rows) + "\n"


def as_mermaid() -> str:
    """The same table as a diagram for docs/funding.md (Mermaid, stateDiagram-v2)."""
    lines = ["stateDiagram-v2", f"    [*] --> {S.DRAFT.value}"]
    lines += [f"    {status.value} : {status.label}" for status in S]
    for verb, (sources, target, _who) in TRANSITIONS.items():
        lines += [
            f"    {status.value} --> {S(target).value} : {LABELS[verb]}"
            for status in S
            if status in sources
        ]
    lines += [f"    {status.value} --> [*]" for status in S if status in ENDED]
    return "\n".join(lines) + "\n"
