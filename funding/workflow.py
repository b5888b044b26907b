"""The procedure on one screen: which verb leads from where to where, and who may.

step() is the only place that sets Application.status. docs/funding.md prints this table; a test
keeps the two equal.
"""

from dataclasses import dataclass
from enum import Enum
from functools import partial

from django.utils.translation import gettext_lazy as _

from bildungsregion.base.errors import DomainError

from . import permissions
from .models import Application, Step


class Who(Enum):
    """Who moves a case: the German word, and the right that is asked for."""

    APPLICANT = "Einrichtung", partial(permissions.can_apply)
    CASE_WORKER = "Sachbearbeitung", partial(permissions.can_review_application)
    PROPOSER = "Sachbearbeitung (Vorschlag)", partial(permissions.can_propose_decision)
    SIGNER = "Zeichnung", partial(permissions.can_sign_decision)

    @property
    def label(self) -> str:
        return self.value[0]

    def may(self, user, application: Application) -> bool:
        return self.value[1](user, application)


S = Application.Status
APPLICANT, CASE_WORKER, PROPOSER, SIGNER = Who

# fmt: off
TRANSITIONS: dict[str, tuple[frozenset[str], str, Who]] = {
    # verb            from                              to                 who
    "submit":        (frozenset({S.DRAFT}),             S.SUBMITTED,       APPLICANT),
    "start_review":  (frozenset({S.SUBMITTED}),         S.IN_REVIEW,       CASE_WORKER),
    "request_info":  (frozenset({S.IN_REVIEW}),         S.INFO_REQUESTED,  CASE_WORKER),
    "answer_info":   (frozenset({S.INFO_REQUESTED}),    S.IN_REVIEW,       APPLICANT),
    "resume_review": (frozenset({S.INFO_REQUESTED}),    S.IN_REVIEW,       CASE_WORKER),
    "propose":       (frozenset({S.IN_REVIEW}),         S.PROPOSED,        PROPOSER),
    "send_back":     (frozenset({S.PROPOSED}),          S.IN_REVIEW,       SIGNER),
    "approve":       (frozenset({S.PROPOSED}),          S.APPROVED,        SIGNER),
    "reject":        (frozenset({S.PROPOSED}),          S.REJECTED,        SIGNER),
    "withdraw":      (Application.OPEN,                 S.WITHDRAWN,       APPLICANT),
}
# fmt: on

# Steps that the author of the proposal never takes (four eyes).
FOUR_EYES = frozenset({"approve", "reject"})

LABELS = {
    "submit": "Einreichen",
    "start_review": "In Bearbeitung nehmen",
    "request_info": "Rückfrage stellen",
    "answer_info": "Rückfrage beantworten",
    "resume_review": "Ohne Antwort weiterprüfen",
    "propose": "Entscheidung vorschlagen",
    "send_back": "Zurückgeben",
    "approve": "Bewilligung zeichnen",
    "reject": "Ablehnung zeichnen",
    "withdraw": "Zurückziehen",
}

# What the log also keeps, though it moves no case.
NOTED = {
    "repin_rules": "Förderregeln gewechselt",
    "import": "Aus der Liste des Büros übernommen",
}


def label(verb: str) -> str:
    """The verb as the log says it."""
    return LABELS.get(verb) or NOTED.get(verb, verb)


@dataclass(frozen=True, slots=True)
class Stage:
    """What the institution reads: the state in plain words and what happens next.

    ``tone`` is info, warning, success or danger: the colour of the badge, never its only sign.
    """

    label: str
    next_step: str
    tone: str = "info"


_IN_REVIEW = Stage(_("In Prüfung"), _("Wir prüfen Ihren Antrag. Sie müssen gerade nichts tun."))
STAGES: dict[str, Stage] = {
    S.DRAFT: Stage(
        _("Entwurf"),
        _(
            "Füllen Sie den Antrag zu Ende aus und reichen Sie ihn ein. Bis dahin sehen nur Sie ihn."
        ),
    ),
    S.SUBMITTED: Stage(
        _("Eingegangen"), _("Ihr Antrag ist bei uns. Als Nächstes nehmen wir ihn in Bearbeitung.")
    ),
    S.IN_REVIEW: _IN_REVIEW,
    S.INFO_REQUESTED: Stage(
        _("Rückfrage"),
        _("Wir brauchen noch etwas von Ihnen. Bitte beantworten Sie die Rückfrage."),
        "warning",
    ),
    # That a proposal lies with the signer is an internal matter of the office.
    S.PROPOSED: _IN_REVIEW,
    S.APPROVED: Stage(
        _("Bewilligt"),
        _("Der Bescheid liegt bereit. Lesen Sie ihn, bevor das Vorhaben beginnt."),
        "success",
    ),
    S.REJECTED: Stage(
        _("Abgelehnt"), _("Der Bescheid nennt die Gründe und was Sie dagegen tun können."), "danger"
    ),
    S.WITHDRAWN: Stage(
        _("Zurückgezogen"),
        _("Dieser Antrag ist erledigt. Sie können jederzeit einen neuen stellen."),
    ),
}
PARTLY_APPROVED = Stage(_("Teilweise bewilligt"), STAGES[S.APPROVED].next_step, "success")


def stage(application: Application) -> Stage:
    """The stage as the institution sees it."""
    partly = (
        application.decided_cents is not None
        and application.decided_cents < application.computed_cents
    )
    if application.status == S.APPROVED and partly:
        return PARTLY_APPROVED
    return STAGES[application.status]


def refusal(application: Application, verb: str, by) -> str:
    """Why this person may not take this step now, as a German sentence; empty if they may."""
    sources, _target, who = TRANSITIONS[verb]
    if application.status not in sources:
        return (
            f"Der Antrag hat den Stand „{application.get_status_display()}“. "
            f"„{LABELS[verb]}“ ist da nicht möglich."
        )
    if who is not APPLICANT and permissions.has_conflict(by, application):
        return (
            "Sie gehören selbst zu dieser Einrichtung oder haben den Antrag gestellt. "
            "Bitte geben Sie den Vorgang an eine Vertretung ab."
        )
    if not who.may(by, application):
        return f"Für „{LABELS[verb]}“ fehlt Ihnen die Berechtigung."
    if verb in FOUR_EYES and application.decisions.drafts().filter(prepared_by=by).exists():
        return "Sie haben diese Entscheidung vorgeschlagen. Zeichnen muss sie jemand anderes."
    return ""


def available(application: Application, user) -> list[str]:
    """The verbs this person may use now, in the order of the table."""
    return [
        verb
        for verb, (sources, _target, _who) in TRANSITIONS.items()
        if application.status in sources and not refusal(application, verb, user)
    ]


def step(
    application: Application, verb: str, *, by, note_public: str = "", note_internal: str = ""
) -> Step:
    """Move the case and log it; the caller has locked the row, sets what belongs to it and saves.

    Raises DomainError when the state, the rights, a conflict of interest or four eyes forbid it.
    """
    if sentence := refusal(application, verb, by):
        raise DomainError(sentence)
    came_from, application.status = application.status, TRANSITIONS[verb][1]
    return Step.objects.create(
        application=application,
        verb=verb,
        from_status=came_from,
        to_status=application.status,
        note_public=note_public,
        note_internal=note_internal,
        taken_by=by,
    )


def as_markdown() -> str:
    """The table for docs/funding.md."""
    rows = ["| Schritt | von | nach | wer |", "|---|---|---|---|"]
    for verb, (sources, target, who) in TRANSITIONS.items():
        origin = ", ".join(str(status.label) for status in S if status in sources)
        eyes = ", nicht wer vorgeschlagen hat" if verb in FOUR_EYES else ""
        rows.append(
            f"| {LABELS[verb]} (`{verb}`) | {origin} | {S(target).label} | {who.label}{eyes} |"
        )
    return "\n".join(rows) + "\n"
