"""What the directory does every night (bildungsregion/base/nightly.py)."""

from collections.abc import Iterator
from datetime import date

from django.conf import settings

from bildungsregion.base import nightly, orphans

from . import actions
from .actions import freshening, linking
from .models import ChangeProposal


@orphans.names_too
def proposed_pictures() -> Iterator[str]:
    """Pictures that wait for the office, and those that a decided proposal tells of."""
    for proposal in ChangeProposal.objects.only("wanted", "before"):
        for values in (proposal.wanted, proposal.before):
            if isinstance(name := values.get("image"), str):
                yield name


@nightly.register("anfragen", "Anfragen an Lernorte", order=60)
def enquiries(today: date) -> str:
    return f"{actions.forget_enquirers(today=today)} E-Mails mit alten Anfragen gelöscht."


@nightly.register("frische", "Frische des Verzeichnisses", order=50)
def freshness(today: date) -> str:
    """Days for checks, then marks, then questions: who is marked tonight is not asked as well."""
    freshening.forget_asks(today=today)
    planned = freshening.plan_checks(today=today)
    silent = freshening.mark_unanswered(today=today)
    asked = freshening.ask_due(today=today, most=settings.FRESHNESS_ASKS_A_NIGHT)
    return (
        f"{asked} Einrichtungen gefragt, ob ihr Eintrag stimmt; {silent} Einträge ohne Antwort markiert; "
        f"{planned} Prüfungen eingeplant."
    )


@nightly.register("adressen", "Adressen von Websites", order=99)
def links(today: date) -> str:
    return linking.report(linking.check_links(today=today, most=settings.LINKS_A_NIGHT))


@nightly.register("mitwirkung", "Ansprüche, Einladungen und Vorschläge", order=62)
def contributions(today: date) -> str:
    """What was answered long ago loses its addresses."""
    claims = actions.forget_claims(today=today)
    invitations = actions.forget_invitations(today=today)
    senders = actions.forget_senders(today=today)
    return f"Gelöscht: {claims} alte Ansprüche, {invitations} Einladungen, {senders} Adressen."
