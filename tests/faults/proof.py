"""What rows and files must say after every fault: nothing lost, nothing doubled, no cent wrong."""

from collections import Counter
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection, models

from bildungsregion.base.models import OutgoingMail
from funding import actions, budget, ledger_proof
from funding.models import Application, Letter

from .people import Applicant


def faults(applicants: Iterable[Applicant], *, media: Path | None = None) -> list[str]:
    """German sentences on everything that is not as it must be when all applications have been sent.

    What waits for the sender of mails is done first: it may have been killed with the rest.
    """
    # A database that was killed has left a dead connection behind.
    connection.close()
    while actions.acknowledge_all():
        pass
    media = media or Path(settings.MEDIA_ROOT)
    mails = receipts_by_mail()
    found = [line for one in applicants for line in of_case(one, media, mails[one.user.email])]
    numbers = Counter(Application.objects.filed().values_list("number", flat=True))
    found += [f"Nummer {number} gibt es {count}-mal" for number, count in numbers.items() if count > 1]  # fmt: skip
    found += [str(line) for line in budget.prove()] + list(ledger_proof.faults())
    return found + [f"Zeile ohne Datei: {name}" for name in named_files() if not (media / name).exists()]  # fmt: skip


def not_filed(applicants: Iterable[Applicant]) -> list[str]:
    """The other half of whole or not at all: who has no number has no receipt, no mail, no frozen state."""
    connection.close()
    found, mails = [], receipts_by_mail()
    for one in applicants:
        case = Application.objects.get(pk=one.case.pk)
        traces = case.letters.count() + case.snapshots.count() + case.steps.count()
        traces += mails[one.user.email]
        if case.is_draft and (traces or case.number):
            found.append(f"Entwurf {case.pk} hat schon Spuren einer Einreichung")
        if case.is_draft and one.told_filed:
            found.append(f"Antrag {case.pk}: Eingang bestätigt, aber nicht gespeichert")
    return found


def receipts_by_mail() -> Counter:
    """Address → how many receipts were written to it."""
    rows = OutgoingMail.objects.filter(subject__contains="eingegangen")
    return Counter(address for to in rows.values_list("to", flat=True) for address in to)


def of_case(one: Applicant, media: Path, mails: int) -> list[str]:
    case = Application.objects.filter(pk=one.case.pk).first()
    if case is None or case.is_draft:
        return [f"Antrag {one.case.pk} ist verloren"]
    letters, files = case.letters.filter(kind=Letter.Kind.RECEIPT), case.attachments.all()
    counts = (letters.count(), case.snapshots.count(), case.steps.filter(verb="submit").count())
    found = []
    if counts != (1, 1, 1) or mails != 1:
        found.append(f"{case.number}: Quittung, Abbild, Schritt {counts}, E-Mails {mails}")
    # Who was not told may send it again, or not: it is there once then, or not at all.
    if not one.told_kept <= len(files) <= 1:
        found.append(f"{case.number}: {len(files)} Dateien")
    kept = [(file.file.name, file.sha256) for file in files]
    kept += [(letter.pdf.name, letter.sha256) for letter in letters]
    for name, digest in kept:
        path = media / name
        if not path.exists() or sha256(path.read_bytes()).hexdigest() != digest:
            found.append(f"{case.number}: {name} fehlt oder ist verändert")
    return found


def named_files() -> set[str]:
    """Every file that a row names."""
    return {
        name
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.FileField)
        for name in model._base_manager.values_list(field.name, flat=True)
        if name
    }


def orphans() -> list[str]:
    """Files below the fund's folder that no row names."""
    media = Path(settings.MEDIA_ROOT)
    there = {path.relative_to(media).as_posix() for path in media.rglob("*") if path.is_file()}
    return sorted(there - named_files())
