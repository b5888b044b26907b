"""What the story tests of the proof of use share: the form as a browser sends it, receipts to upload."""

from django.core.files.uploadedfile import SimpleUploadedFile

from funding import proofs
from funding.models import Application
from tests.factories.funding import actual_lines
from tests.funding.browsing import blank_pdf, url


PDF = blank_pdf()
BUS = {"kind": "bus", "total_cents": 350_00}
ENTRY = {"kind": "entry", "persons": 22, "unit_cents": 6_00, "total_cents": 132_00}


def proof_of(case) -> proofs.Proof:
    return proofs.read(Application.objects.get(pk=case.pk))


def typed(case, **changed) -> dict:
    """What a browser sends that has just loaded the form; „t0_0_summe“ stands for „t0-0-summe“."""
    proof = proof_of(case)
    fields = {name.replace("_", "-"): text for name, text in changed.items()}
    return proof.text | {"stand": proof.stamp} | fields


def save(client, case, **changed):
    return client.post(url("proof", case), typed(case, **changed))


def receipt_address(case, *more) -> str:
    return url("proof_receipt", case, actual_lines(case).first().pk, *more)


def upload(client, case, content=PDF, name="Rechnung.pdf", **fields):
    sent = {"betrag": "350,00", "datum": "2026-03-01"} | fields
    if content is not None:
        sent["datei"] = SimpleUploadedFile(name, content)
    return client.post(receipt_address(case), sent)
