"""The mails and help of the fund as the office may word them; what stands in their files, in German."""

from bildungsregion.base import texts
from bildungsregion.base.texts import Slot, Text, Topic
from bildungsregion.base.texts.registry import mails


_LINK = Slot(
    "Link",
    "Adresse des Antrags im Portal",
    "https://portal.example/foerderung/antraege/k7/",
    needed=True,
)
_QUESTIONS = Slot(
    "Rückfragen",
    "was gefragt wird, je eine Zeile",
    "\n- Bitte schicken Sie uns das Angebot.",
    needed=True,
)
_DUE = Slot("Frist", "Tag, bis zu dem die Antwort da sein soll", "14. März 2027", needed=True)
_DELIVERY = Slot(
    "Zustellung",
    "ein Satz: liegt im Portal oder kommt mit der Post, je nach Einwilligung",
    "Der Bescheid liegt für Sie im Portal. Bitte rufen Sie ihn in den nächsten zehn Tagen ab, sonst schicken wir ihn "
    "mit der Post:",
)

SLOTS = {
    "application.title": Slot("Titel", "Titel des Vorhabens", "Ein Tag im Salzmuseum"),
    "application.number": Slot("Aktenzeichen", "Nummer des Antrags", "KB-2027-0042"),
    "application.institution": Slot("Einrichtung", "Schule oder Kita", "Grundschule am Musterbach"),
    "address": _LINK,
    "change.old_account": Slot("Altes Konto", "bisheriges Konto, gekürzt", "DE… 3000"),
    "change.new_account": Slot("Neues Konto", "neues Konto, gekürzt", "DE… 4711"),
    "reasons": Slot(
        "Gründe", "was das Büro dazu geschrieben hat", "Die Mittel sind gebunden.", needed=True
    ),
    "change.reasons": Slot(
        "Wunsch", "was die Einrichtung ändern möchte", "Wir kommen eine Woche später.", needed=True
    ),
    "if application.delivery_consent": _DELIVERY,
    "for item in info_request.items": _QUESTIONS,
    "if info_request.sections": Slot(
        "Änderbare Teile",
        "welche Teile des Antrags offen sind; sonst leer",
        "Diese Teile des Antrags können Sie dafür wieder ändern:\n\n- Kosten",
    ),
    'info_request.due_on|date:"j. F Y"': _DUE,
    "letter.get_kind_display": Slot("Schreiben", "Art des Schreibens", "Änderungsbescheid"),
    'order.paid_on|date:"j. F Y"': Slot("Zahltag", "Tag der Überweisung", "2. Mai 2027"),
    "order.account_holder": Slot(
        "Kontoinhaber", "auf wen das Konto lautet", "Förderverein der Grundschule"
    ),
    "if application.late": Slot(
        "Hinweis bei kurzer Frist",
        "nur wenn der Antrag spät kam",
        "Bis zum ersten Termin sind es weniger als 42 Tage. Wir bemühen uns, rechtzeitig zu entscheiden.",
    ),
    "if reminders|length == 1": Slot(
        "Wie viele", "eine oder mehrere Erinnerungen", "wir erinnern Sie an 2 Dinge:"
    ),
    "subject: if reminders|length == 1": Slot(
        "Eine oder mehrere", "Wort im Betreff", "2 Erinnerungen"
    ),
    "for reminder in reminders": Slot(
        "Erinnerungen",
        "woran erinnert wird, mit Adresse",
        "- Der Nachweis ist fällig.\n  https://portal.example/…",
        needed=True,
    ),
    'url "funding:reminder_settings"': Slot(
        "Link zu den Einstellungen",
        "wo man Erinnerungen wählt",
        "https://portal.example/foerderung/erinnerungen/",
    ),
    'confirmation.appointment.starts_on|date:"j. F Y"': Slot(
        "Besuchstag", "Tag des Besuchs", "3. Mai 2027"
    ),
    'confirmation.expires_on|date:"j. F Y"': Slot(
        "Gilt bis", "wie lange der Link gilt", "3. Juni 2027"
    ),
    "link": Slot(
        "Bestätigungslink", "Adresse zum Bestätigen", "https://portal.example/besuch/…", needed=True
    ),
}

TO_APPLICANTS = {
    "receipt": ("Eingangsbestätigung", "sobald ein Antrag eingereicht ist"),
    "info_requested": ("Rückfrage zum Antrag", "wenn das Büro etwas wissen will"),
    "waitlisted": ("Warteliste", "wenn das Geld des Jahres vergeben ist"),
    "decided": ("Bescheid liegt vor", "wenn über einen Antrag entschieden ist"),
    "letter_ready": ("Neues Schreiben", "wenn nach dem Bescheid ein weiteres Schreiben da ist"),
    "letter_sent": ("Schreiben als Anhang", "wenn ein Schreiben per E-Mail hinausgeht"),
    "change_declined": ("Änderung nicht möglich", "wenn ein Änderungswunsch abgelehnt ist"),
    "withdrawn": ("Antrag zurückgezogen", "wenn die Einrichtung ihren Antrag zurückzieht"),
    "cancelled": ("Vorhaben abgesagt", "wenn die Einrichtung ihr Vorhaben absagt"),
    "hearing_dropped": ("Anhörung beendet", "wenn es bei der Bewilligung bleibt"),
    "claim_waived": ("Nichts zurückzuzahlen", "wenn auf eine Rückforderung verzichtet ist"),
    "report_received": ("Nachweis eingegangen", "sobald ein Nachweis eingereicht ist"),
    "report_queried": ("Rückfrage zum Nachweis", "wenn das Büro zum Nachweis etwas wissen will"),
    "paid": ("Zuschuss ausgezahlt", "wenn die Kasse überwiesen hat"),
    "payment_failed": ("Überweisung kam zurück", "wenn die Bank das Geld zurückgibt"),
    "account_changed": (
        "Andere Bankverbindung",
        "wenn nach der Entscheidung ein anderes Konto genannt ist",
    ),
    "reminders": ("Erinnerungen", "höchstens einmal am Tag, an alles, was ansteht"),
    "venue_asked": ("Lernort bestätigt Besuch", "wenn ein Lernort den Besuch bestätigen soll"),
}
TO_OFFICE = {
    "info_answered": ("An das Büro: Rückfrage beantwortet", "wenn die Einrichtung geantwortet hat"),
    "change_requested": ("An das Büro: Änderungswunsch", "wenn die Einrichtung etwas ändern will"),
    "hearing_answered": ("An das Büro: Stellungnahme", "wenn die Einrichtung sich geäußert hat"),
    "report_answered": (
        "An das Büro: Antwort zum Nachweis",
        "wenn die Einrichtung geantwortet hat",
    ),
    "bank_details_changed": (
        "An das Büro: Neue Bankverbindung",
        "wenn ein anderes Konto genannt ist",
    ),
}
STEPS = {
    "einrichtung": "Einrichtung",
    "vorhaben": "Vorhaben",
    "termine": "Termine",
    "kosten": "Kosten",
    "finanzierung": "Finanzierung",
    "anlagen": "Anlagen",
}


def _help(step: str, label: str) -> Text:
    return Text(
        f"funding/help/{step}",
        f"Hilfe im Antrag: {label}",
        f"oben im Schritt „{label}“ des Antrags",
        f"funding/help/{step}.md",
        is_optional=True,
    )


texts.register(
    Topic(
        "Förderung",
        (
            *mails("funding", TO_APPLICANTS, SLOTS),
            *mails("funding", TO_OFFICE, SLOTS),
            *(_help(step, label) for step, label in STEPS.items()),
        ),
        module="funding",
    )
)
