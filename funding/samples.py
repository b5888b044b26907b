"""A made-up case as the data of a letter: to see how a text reads before anybody gets it."""

from datetime import timedelta

from django.utils import timezone

from bildungsregion.base import region

from . import grant, letters, wording
from .models import Programme


REASONS = "Hier steht die Begründung, die beim Vorschlag geschrieben wird."


def context(kind: str, programme: Programme, text: str) -> dict:
    """What typesetting.py needs for this kind of letter, marked as a draft, with these words filled in."""
    data = _common(programme) | _decided(programme) | _later()
    return data | {"text": wording.fill(kind, text, data), "draft": True}


def _common(programme: Programme) -> dict:
    today = timezone.localdate()
    rule_set = programme.rule_sets.in_force(today).first()
    bus, entry = grant.Cost("bus", 350_00), grant.Cost("entry", 156_00, 24, 6_50)
    reckoned = grant.compute(
        rule_set.rules() if rule_set else grant.Rules(), [grant.Appointment([bus, entry])]
    )
    return {
        "authority": letters.authority(region.current()),
        "recipient": {
            "name": "Grundschule Musterdorf",
            "person": "Schulleitung",
            "street": "Schulstraße 1",
            "postcode": "00000",
            "city": "Musterdorf",
        },
        "reference": f"{programme.number_prefix}-{today.year}-0000",
        "dated_on": today.isoformat(),
        "programme": programme.name,
        "title": "Mit der dritten Klasse ins Museum",
        "legal_basis": rule_set.citation if rule_set else "",
        "reckoning": {
            "appointments": ["Klasse 3 a (22 Kinder, 2 Erwachsene)"],
            "lines": reckoned.steps(),
            "cents": reckoned.cents,
            "cost_cents": reckoned.cost_cents,
            "third_party_cents": 0,
        },
        "signer": "",
    }


def _decided(programme: Programme) -> dict:
    """What a decision adds; the amount is below the reckoned one, so that every part shows."""
    today = timezone.localdate()
    conditions = [line.strip() for line in programme.conditions.splitlines() if line.strip()]
    return {
        "applied_on": (today - timedelta(days=14)).isoformat(),
        "provider": "Museum",
        "reasons": REASONS,
        "remedy_text": region.current().remedy_text,
        "amount_cents": 250_00,
        "conditions": conditions,
        "proof_text": programme.proof_text,
        "proof_due_on": (today + timedelta(days=90)).isoformat(),
        "wish": "Es kommen zwei Kinder mehr mit.",
        "before_cents": 200_00,
    }


def _later() -> dict:
    """What the receipt and the letters after the decision add."""
    today = timezone.localdate()
    return {
        "received_at": (today - timedelta(days=14)).isoformat(),
        "next_steps": letters.NEXT_STEPS,
        "sections": [
            {"title": "Vorhaben", "fields": [{"label": "Lernort oder Anbieter", "value": "Museum"}]}
        ],
        "attachments": [],
        "level": 1,
        "granted_cents": 250_00,
        "granted_on": (today - timedelta(days=60)).isoformat(),
        "was_due_on": (today - timedelta(days=7)).isoformat(),
        "due_on": (today + timedelta(days=21)).isoformat(),
        "paid_cents": 250_00,
        "remaining_cents": 0,
        "claim_cents": 250_00,
        "claim_due_on": (today + timedelta(days=30)).isoformat(),
        "decided_cents": 300_00,
        "cuts": [{"text": "Eintritt: zwei Karten zu viel", "cents": -13_00}],
        "account": "DE00 … 0000, Grundschule Musterdorf",
    }
