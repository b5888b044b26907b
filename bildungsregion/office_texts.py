"""The mails about reports and requests as the office may word them; those in the language of a page stay as shipped."""

from .base import texts
from .base.texts import Slot, Topic
from .base.texts.registry import mails


SLOTS = {
    "case.number": Slot("Vorgang", "Nummer des Vorgangs", "E-2027-0012"),
    "case.title": Slot("Eintrag", "Name des Eintrags", "Dorfmuseum Musterstadt"),
    "case.message": Slot("Meldung", "was geschrieben wurde", "Das Bild zeigt mich.", needed=True),
    "case.answer": Slot("Antwort", "was das Büro schreibt", "Wir haben es geändert.", needed=True),
    "case.get_kind_display": Slot("Art", "Barriere oder Eintrag", "Eintrag"),
    "case.get_reason_display": Slot("Grund", "was gemeldet wurde", "Ein Bild verletzt Rechte"),
    "case.get_outcome_display": Slot(
        "Entscheidung", "was entschieden ist", "Der Inhalt ist geändert.", needed=True
    ),
    "case.get_wish_display": Slot("Wunsch", "Auskunft oder Löschung", "Auskunft (Art. 15 DSGVO)"),
    'case.due_on|date:"j. F Y"': Slot("Frist", "bis wann zu antworten ist", "2. Mai 2027"),
    'case.name|default:"ohne Namen"': Slot("Name", "wer gemeldet hat", "ohne Namen"),
    "if case.is_barrier": Slot(
        "Anlass", "ein Satz, worum es geht", "jemand meldet einen Eintrag, der so nicht im Portal stehen soll."
    ),
    "if case.title": Slot("Zeile Eintrag", "Name des Eintrags, wo es einen gibt", "Eintrag: Dorfmuseum\n"),
    "if case.reason": Slot("Zeile Grund", "der Grund, wo einer genannt ist", "Grund: Ein Bild verletzt Rechte\n"),
    "if case.email": Slot("Adresse", "E-Mail-Adresse, wenn eine angegeben ist", ", person@ort.example"),
    "if page_url": Slot("Zeile Seite", "Adresse der Seite, wo eine genannt ist", "Seite: https://portal.example/…\n"),
    "office_url": Slot("Link", "der Vorgang in der Verwaltung", "https://portal.example/verwaltung/…", needed=True),
}  # fmt: skip
MAILS = {
    "report_told": ("An das Büro: Meldung", "wenn jemand eine Barriere oder einen Eintrag meldet"),
    "report_owner": ("An die Einrichtung: Entscheidung", "wenn das Büro über einen gemeldeten Eintrag entschieden hat"),
    "request_confirmed": ("Anliegen zum Datenschutz: Eingang", "wenn das Büro ein Anliegen aufgenommen hat"),
    "request_answered": ("Anliegen zum Datenschutz: Antwort", "wenn das Büro geantwortet hat"),
}  # fmt: skip

texts.register(Topic("Meldungen und Datenschutz", mails("duties", MAILS, SLOTS)))
