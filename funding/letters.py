"""Letters of the fund: made once, numbered, kept with the data they were made from and their hash.

A letter is never rendered again from live rows. How it looks is typesetting.py's matter.
"""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format

from bildungsregion.base import region
from bildungsregion.base.models import Region
from bildungsregion.base.scanning.files import OwnFile

from . import case_reads, references, summary, typesetting, wording
from .grant import Grant
from .models import Application, BudgetYear, Decision, Letter, LetterText, Programme


LETTER_OF = {
    Decision.Kind.APPROVE: Letter.Kind.GRANT_NOTICE,
    Decision.Kind.PARTIAL: Letter.Kind.PARTIAL_GRANT_NOTICE,
    Decision.Kind.REJECT: Letter.Kind.REJECTION_NOTICE,
}
NEXT_STEPS = [
    "Wir prüfen Ihre Angaben. Fehlt etwas, fragen wir Sie per E-Mail und im Portal.",
    "Danach entscheiden zwei Personen gemeinsam über den Zuschuss.",
    "Sie bekommen einen Bescheid. Bitte beginnen Sie erst dann mit dem Vorhaben.",
]


def issue(
    kind: str,
    *,
    application: Application,
    by,
    decision: Decision | None = None,
    context: Mapping | None = None,
    as_read: Application | None = None,
) -> Letter:
    """Write a letter of this kind (Letter.Kind) and keep it; the caller holds the case's lock.

    ``context`` comes from notices.py for the letters after the first decision, ``as_read`` is as for
    actions.take_snapshot(). The file is written
    first under a name nobody guesses; a rolled back transaction leaves an orphan file, never a row
    without its file. A receipt waits for its file (actions.acknowledge): who files does not.
    """
    application = as_read or case_reads.acted_on(application)
    is_receipt = kind == Letter.Kind.RECEIPT
    if context is None:
        context = receipt(application) if is_receipt else notice(application, decision)
    return Letter.objects.create(
        application=application,
        decision=decision,
        kind=kind,
        number=references.next_letter_number(application),
        context_json=context,
        worded_id=context.get("worded"),
        issued_by=by,
        **({} if is_receipt else typeset(kind, context)),
    )


def typeset(kind: str, context: Mapping) -> dict:
    """The columns that a letter is made of (Letter.MADE_LATER); the file is not stored yet.

    Raises what typesetting.render() raises.
    """
    pdf = typesetting.render(kind, context)
    return {
        "pdf": OwnFile(pdf, name=f"{kind}.pdf"),
        "sha256": hashlib.sha256(pdf).hexdigest(),
        "template_version": typesetting.template_version(kind),
    }


def receipt(application: Application) -> typesetting.ReceiptContext:
    """The receipt: no promise; everything the application says, and what the rules give for it."""
    received = f"{timezone.localtime(application.submitted_at):%Y-%m-%dT%H:%M}"
    if application.on_behalf:
        # The day the paper came; it was typed in later.
        received = application.received_on.isoformat()
    context = {
        **common(application),
        "signer": "",
        "received_at": received,
        "next_steps": NEXT_STEPS,
        "sections": [
            {
                "title": part.title,
                "fields": [{"label": label, "value": value} for label, value in part.fields],
            }
            for part in summary.parts(application)
            if part.fields
        ],
        "attachments": [attachment.name for attachment in case_reads.attachments(application)],
    }
    return worded(Letter.Kind.RECEIPT, application.programme, context)


def notice(application: Application, decision: Decision) -> typesetting.NoticeContext:
    """The decision: amount, purpose, reasons, conditions, proof, legal basis, remedy."""
    programme = application.programme
    granted = decision.kind != Decision.Kind.REJECT
    context = {
        **common(application),
        "signer": str(decision.signed_by),
        "applied_on": application.received_on.isoformat(),
        "reasons": decision.reasons,
        "remedy_text": region.current().remedy_text,
        "provider": application.provider_label,
        "amount_cents": decision.amount_cents,
        "conditions": conditions(decision) if granted else [],
        "proof_text": programme.proof_text if granted else "",
        "proof_due_on": iso(application.proof_due_on) if granted else "",
    }
    return worded(LETTER_OF[decision.kind], programme, context)


def worded(kind: str, programme: Programme, context: Mapping) -> dict:
    """The context with the programme's own words, filled in, and the version they are of."""
    newest = LetterText.objects.newest(programme, kind)
    text = newest.text if newest else wording.WORDINGS[kind].shipped
    filled = wording.fill(kind, text, context)
    return {**context, "text": filled, "worded": newest.pk if newest else None}


def conditions(decision: Decision) -> list[str]:
    """One condition each; a provisional budget adds its own."""
    if decision.budget_year.state != BudgetYear.State.PROVISIONAL:
        return decision.condition_list
    return [
        *decision.condition_list,
        "Die Bewilligung steht unter dem Vorbehalt, dass der Haushalt in Kraft tritt.",
    ]


def common(application: Application) -> dict:
    """What every letter needs (typesetting.LetterContext), with the reckoning of the plan."""
    here, to = region.current(), application.institution
    grant = application.reckon()
    return {
        "authority": authority(here),
        "recipient": {
            "name": to.name,
            "person": application.head_name,
            "street": to.street,
            "postcode": to.postcode,
            "city": to.city,
        },
        "reference": application.number,
        "dated_on": timezone.localdate().isoformat(),
        "programme": application.programme.name,
        "title": application.title,
        "legal_basis": application.rule_set.citation,
        "reckoning": reckoning(application, grant),
    }


def authority(here: Region) -> typesetting.Authority:
    """The letterhead."""
    return {
        "name": here.authority_name,
        "unit": here.authority_unit,
        "street": here.office_street,
        "postcode": here.office_postcode,
        "city": here.office_city,
        "phone": here.office_phone,
        "email": here.office_email,
    }


def reckoning(application: Application, grant: Grant) -> typesetting.Reckoning:
    return {
        "appointments": [summary.appointment_label(row) for row in application.appointments.all()],
        "lines": grant.steps(),
        "cents": grant.cents,
        "cost_cents": grant.cost_cents,
        "third_party_cents": grant.third_party_cents,
    }


def iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def spoken(moment: datetime) -> str:
    """„2. März 2026 um 10:15 Uhr“."""
    local = timezone.localtime(moment)
    return f"{date_format(local, 'j. F Y')} um {local:%H:%M} Uhr"
