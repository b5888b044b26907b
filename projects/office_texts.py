"""The mails about projects as the office may word them; what stands in their files, in German."""

from bildungsregion.base import texts
from bildungsregion.base.texts import Slot, Topic
from bildungsregion.base.texts.registry import mails


_PATH = Slot("Link", "Adresse im Portal", "https://portal.example/projekte/lesepaten/", needed=True)

SLOTS = {
    "project.title": Slot("Projekt", "Titel des Projekts", "Lesepaten"),
    "project.summary": Slot("Worum es geht", "Kurztext des Projekts", "Ehrenamtliche lesen vor."),
    "project.get_absolute_url": _PATH,
    "path|default:project.get_absolute_url": _PATH,
    "path": _PATH,
    'if adoption.state == "confirmed"': Slot(
        "Entscheidung",
        "ein Satz: steht auf der Seite oder ließ sich nicht bestätigen, und warum",
        "schön, dass Sie es auch machen. Auf der Seite des Projekts steht jetzt:",
        needed=True,
    ),
    'subject: if adoption.state == "confirmed"': Slot(
        "Entscheidung in Kürze", "im Betreff", "Ihre Einrichtung steht jetzt beim Projekt"
    ),
    'subject: if proposal.state == "confirmed"': Slot(
        "Entscheidung in Kürze", "im Betreff", "Ihr Projekt ist veröffentlicht"
    ),
    "adoption.label": Slot("Einrichtung", "wer es auch macht", "Grundschule am Musterbach"),
    "adoption.text": Slot(
        "Text", "was die Einrichtung dazu schreibt", "Bei uns lesen Großeltern vor."
    ),
    "if not adoption.actor": Slot(
        "Ohne Konto", "E-Mail-Adresse, wenn es kein Konto gibt", " (ohne Konto, x@ort.example)"
    ),
    "if is_passed_on": Slot(
        "Weg der Anfrage",
        "ob sie bei der Federführung oder beim Büro liegt",
        "Ihre Anfrage ist bei der Federführung des Projekts. Sie antwortet Ihnen direkt.",
    ),
    'include "projects/emails/_asked.txt"': Slot(
        "Anfrage",
        "Projekt, wer fragt und die Nachricht",
        "Projekt: Lesepaten\nVon: Kita Musterbach\n",
        needed=True,
    ),
    "asked.email": Slot("E-Mail", "wohin die Antwort geht", "kita@ort.example"),
    'if proposal.state == "confirmed"': Slot(
        "Entscheidung",
        "ein Satz: steht im Portal oder nicht, und warum",
        "Ihr Projekt „Lesepaten“ steht jetzt im Portal:\nhttps://portal.example/projekte/lesepaten/",
        needed=True,
    ),
    "proposal.actor.name": Slot(
        "Einrichtung", "wer das Projekt eingetragen hat", "Stadtbücherei Musterstadt"
    ),
    "if project.origin": Slot(
        "Vorbild", "nach welchem Projekt; sonst leer", ", begonnen nach dem Vorbild von „Vorlesen“"
    ),
    "if proposal.message": Slot(
        "Nachricht", "was dazu geschrieben ist; sonst leer", "Nachricht dazu: Wir freuen uns."
    ),
}

MAILS = {
    "enquiry": ("Anfrage zu einem Projekt", "an die Federführung"),
    "enquiry_copy": ("Kopie der Anfrage", "an die, die angefragt haben"),
    "adoption_told": ("„Wir machen das auch“", "an Federführung und Büro"),
    "adoption_decided": ("Antwort auf „Wir machen das auch“", "wenn bestätigt oder abgelehnt ist"),
    "proposal_told": ("An das Büro: neues Projekt", "wenn eine Einrichtung ein Projekt einträgt"),
    "proposal_decided": ("Antwort auf ein neues Projekt", "wenn über ein Projekt entschieden ist"),
}

texts.register(Topic("Projekte", mails("projects", MAILS, SLOTS)))
