"""A complete context for every kind of letter, as typesetting.py takes it."""

from copy import deepcopy

from funding import grant
from funding.typesetting import Kind


AUTHORITY = {
    "name": "Landkreis Lüneburg",
    "unit": "Fachdienst Bildung und Kultur",
    "street": "Auf dem Michaeliskloster 4",
    "postcode": "21335",
    "city": "Lüneburg",
    "phone": "04131 26-0",
    "email": "kultur@landkreis.example",
}
RULES = grant.Rules(
    bus_rate_bp=8000,
    entry_rate_bp=5000,
    entry_threshold_cents=500,
    fee_cap_cents=200_00,
    references={"bus": "Nr. 2 a der Richtlinie"},
)


def reckoning() -> dict:
    costs = [
        [grant.Cost("bus", 312_49), grant.Cost("entry", 408_00, 48, 8_50)],
        [grant.Cost("opnv", 85_00), grant.Cost("entry", 108_00, 24, 4_50)],
    ]
    reckoned = grant.compute(RULES, [grant.Appointment(group) for group in costs])
    return {
        "appointments": ["12. Mai 2026, Klasse 3 b (24 Kinder)", "19. Mai 2026, Klasse 3 c"],
        "lines": reckoned.steps(),
        "cents": reckoned.cents,
        "cost_cents": reckoned.cost_cents,
        "third_party_cents": 50_00,
    }


REMEDY = "Gegen diesen Bescheid kann Klage erhoben werden."
COMMON = {
    "authority": AUTHORITY,
    "recipient": {
        "name": "Grundschule Am Sandberg",
        "person": "Schulleitung",
        "street": "Am Sandberg 3",
        "postcode": "21379",
        "city": "Scharnebeck",
    },
    "reference": "KB-2026-0042",
    "dated_on": "2026-03-16",
    "programme": "Kulturelle Bildungsförderung",
    "title": "Mit der dritten Klasse ins Salzmuseum",
    "text": "Wir beteiligen uns gern.\n\nZweiter Absatz.",
    "legal_basis": "Richtlinie über die kulturelle Bildungsförderung, Fassung 2025",
    "reckoning": reckoning(),
    "signer": "Leitung Bildung und Kultur",
}
SPECIAL = {
    Kind.RECEIPT: {
        "received_at": "2026-03-02T10:15",
        "next_steps": ["Wir prüfen Ihre Angaben.", "Dann entscheiden wir."],
        "sections": [{"title": "Vorhaben", "fields": [{"label": "Titel", "value": "Salzmuseum"}]}],
        "attachments": ["Angebot.pdf"],
    },
    Kind.PAYMENT_RUN: {
        "rows": [
            {
                "order": "KB-2026-0042-Z1",
                "payee": "Gemeinde Scharnebeck",
                "iban": "DE89 3704 0044 0532 0130 00",
                "purpose": "KB-2026-0042 Salzmuseum",
                "cents": 379_00,
            }
        ],
        "total_cents": 379_00,
        "acts": [{"label": "Freigegeben", "value": "Leitung, 2. März 2026 um 10:15 Uhr"}],
        "sha256": "0" * 64,
    },
    Kind.REPORT: {
        "facts": [{"label": "Bereitgestellt", "value": "54.200,00 €"}],
        "sections": [
            {
                "title": "Nach Anbietern",
                "headers": ["Anbieter", "Anträge", "bewilligt"],
                "rows": [["Deutsches Salzmuseum", "2", "140,00 €"], ["SCHUBZ", "1", "70,00 €"]],
                "total": ["zusammen", "3", "210,00 €"],
                "bars": [14000, 7000],
                "note": "Ein Anbieter ohne Bewilligung fehlt.",
            },
            {"title": "Nichts", "headers": [], "rows": [], "total": [], "bars": [], "note": ""},
        ],
    },
    Kind.GUIDELINE: {
        "subtitle": "Die Richtlinie in einfachen Worten",
        "version": "Fassung 2025",
        "introduction": "Ausflüge kosten Geld.",
        "sections": [{"title": "Was gilt", "text": "Ein Satz.", "items": ["Eins", "Zwei"]}],
        "rates": [{"label": "Bus und Bahn", "value": "100 %"}],
    },
}
SPECIAL |= {
    Kind.SETTLEMENT_NOTICE: {
        "decided_cents": 410_00,
        "amount_cents": 379_00,
        "cuts": [{"text": "Eintritt: Fünf Karten privat", "cents": -30_00}],
        "account": "DE89 … 3000, Gemeinde Scharnebeck",
        "remedy_text": REMEDY,
    },
    Kind.AMENDMENT_NOTICE: {
        "wish": "Es kommt noch eine Klasse mit.",
        "before_cents": 300_00,
    },
    Kind.REMINDER: {
        "level": 2,
        "granted_cents": 400_00,
        "was_due_on": "2026-03-01",
        "due_on": "2026-03-30",
        "proof_text": "Bitte weisen Sie die Kosten nach.",
    },
    Kind.HEARING: {
        "granted_cents": 400_00,
        "granted_on": "2026-01-10",
        "paid_cents": 379_00,
        "reasons": "Der Nachweis fehlt.",
        "due_on": "2026-03-30",
    },
    Kind.REVOCATION_NOTICE: {
        "granted_cents": 400_00,
        "remaining_cents": 100_00,
        "claim_cents": 279_00,
        "claim_due_on": "2026-04-15",
        "reasons": "Die Fahrt fand nicht statt.",
        "remedy_text": REMEDY,
    },
    Kind.PAYMENT_ORDER: {
        "amount_cents": 379_00,
        "facts": [{"label": "IBAN", "value": "DE89 3704 0044 0532 0130 00"}],
        "acts": [{"label": "Angeordnet", "value": "Leitung, 2. März 2026 um 10:15 Uhr"}],
    },
}
NOTICE = {
    "applied_on": "2026-03-02",
    "reasons": "Die Mittel sind knapp.",
    "remedy_text": REMEDY,
    "provider": "Deutsches Salzmuseum",
    "amount_cents": 400_00,
    "conditions": ["Belege sind aufzubewahren.", "Änderungen sind mitzuteilen."],
    "proof_text": "Bitte weisen Sie die Kosten nach.",
    "proof_due_on": "2026-06-30",
}


SPECIAL[Kind.AMENDMENT_NOTICE] |= NOTICE


def context(kind: str, **changes) -> dict:
    """A complete context of this kind."""
    return deepcopy(COMMON | SPECIAL.get(kind, NOTICE) | changes)
