"""The mails of the calendar as the office may word them; what stands in their files, in German."""

from bildungsregion.base import texts
from bildungsregion.base.texts import Slot, Topic
from bildungsregion.base.texts.registry import mails


_TITLE = Slot("Titel", "Titel der Veranstaltung", "Lesefest im Park")
_OWN_LINK = Slot(
    "Link",
    "die eigene Anmeldung ansehen, ändern, absagen",
    "https://portal.example/anmeldung/…",
    needed=True,
)
_PATH = Slot("Link", "Adresse im Portal", "https://portal.example/veranstaltungen/…", needed=True)

SLOTS = {
    "event.title": _TITLE,
    "date.event.title": _TITLE,
    "submission.event.title": _TITLE,
    "by": Slot("Wer", "Name dessen, der geändert hat", "Volkshochschule"),
    "by.email": Slot("E-Mail", "Adresse dessen, der geändert hat", "vhs@ort.example"),
    "path": _PATH,
    "submission.event.get_absolute_url": _PATH,
    "was": Slot("Vorher", "der bisherige Termin", "3. Mai 2027, 15 Uhr"),
    "if date.is_cancelled": Slot(
        "Jetzt", "der neue Termin, oder dass er ausfällt", "4. Mai 2027, 15 Uhr"
    ),
    "subject: if date.is_cancelled": Slot(
        "Was geschehen ist", "fällt aus oder geändert", "Termin geändert"
    ),
    "if date.note": Slot("Hinweis", "Hinweis zum Termin; sonst leer", "\nHinweis: in der Aula"),
    'if registration.name and registration.state != "angefragt"': Slot(
        "Anrede", "Komma und Name, sobald bestätigt ist", ", Kita Musterbach"
    ),
    'if registration.state == "bestaetigt"': Slot(
        "Gilt weiter", "nur bei bestätigten Anmeldungen", " Ihre Anmeldung gilt weiter."
    ),
    "if occurrence.does_not_take_place": Slot(
        "Wann", "Tag und Uhrzeit, oder dass der Termin ausfällt", "3. Mai 2027, 15 Uhr"
    ),
    "if event.place_label": Slot("Wo", "eine Zeile mit dem Ort; sonst leer", "\nWo: Stadtbücherei"),
    "if registration.persons": Slot(
        "Personen", "eine Zeile mit der Zahl; sonst leer", "\nPersonen: 12"
    ),
    "link": _OWN_LINK,
    "page": Slot(
        "Link zur Veranstaltung",
        "ihre Seite im Kalender",
        "https://portal.example/veranstaltungen/…",
    ),
    "if occurrence.note": Slot(
        "Hinweis", "Hinweis zum Termin; sonst leer", "\n\nHinweis: Die Leitung ist erkrankt."
    ),
    "if is_deleted": Slot(
        "Link zur Veranstaltung",
        "ihre Seite; leer, wenn es sie nicht mehr gibt",
        "https://portal.example/veranstaltungen/…",
    ),
    "held_until": Slot(
        "Frist", "bis wann der Platz frei gehalten wird", "5. Mai, 12 Uhr", needed=True
    ),
    "if held_until": Slot(
        "Platz oder Warteliste",
        "ein Satz: frei gehalten oder ausgebucht",
        "Der Platz ist bis 5. Mai, 12 Uhr frei gehalten.",
        needed=True,
    ),
    "if registration.needs": Slot(
        "Bedarf", "was gebraucht wird; sonst leer", " Sie brauchen: Rampe."
    ),
    "if submission.answer": Slot(
        "Antwort", "was das Büro dazu schreibt; sonst leer", "Das Büro schreibt dazu:\nSchöne Idee!"
    ),
    "submission.get_reason_display": Slot(
        "Grund", "warum nicht", "Sie liegt außerhalb der Region", needed=True
    ),
    "if link": Slot(
        "Eigene Anmeldung",
        "Satz mit Link; leer in der Vorschau",
        "Ihre Anmeldung ansehen, ändern, absagen: https://portal.example/…\n\n",
    ),
    "text": Slot(
        "Nachricht",
        "was der Veranstalter schreibt",
        "Bitte bringen Sie Gummistiefel mit.",
        needed=True,
    ),
    "occurrence.when": Slot("Wann", "Tag und Uhrzeit", "3. Mai 2027, 15 Uhr"),
    "event.organiser_label|default:region.office_name": Slot(
        "Veranstalter", "sonst das Büro", "Stadtbücherei"
    ),
}

REGISTRATIONS = {
    "requested": ("Anmeldung bestätigen", "wenn sich jemand angemeldet hat"),
    "confirmed": ("Angemeldet", "wenn eine Anmeldung bestätigt ist"),
    "waiting": ("Warteliste", "wenn der Termin ausgebucht ist"),
    "offered": ("Ein Platz ist frei", "wenn jemand nachrückt"),
    "lapsed": ("Platz verfallen", "wenn das Angebot nicht angenommen wurde"),
    "cancelled": ("Abgemeldet", "wenn eine Anmeldung abgesagt ist"),
    "moved": ("Termin geändert", "wenn sich der Termin ändert"),
    "called_off": ("Fällt aus", "wenn der Termin ausfällt"),
    "back_on": ("Findet doch statt", "wenn ein ausgefallener Termin doch stattfindet"),
    "reminder": ("Erinnerung", "am Tag vorher"),
}
SUBMISSIONS = {
    "submission_confirm": (
        "Einreichung bestätigen",
        "wenn jemand ohne Konto eine Veranstaltung vorschlägt",
    ),
    "submission_accepted": ("Einreichung angenommen", "wenn ein Vorschlag im Kalender steht"),
    "submission_refused": ("Einreichung abgelehnt", "wenn ein Vorschlag nicht aufgenommen wird"),
    "date_changed": ("An das Büro: Termin geändert", "wenn ein Veranstalter einen Termin ändert"),
    "called_off": ("An das Büro: abgesagt", "wenn ein Veranstalter ganz absagt"),
}

texts.register(
    Topic(
        "Kalender",
        (
            *mails("events", REGISTRATIONS, SLOTS, "registration_"),
            *mails("events", SUBMISSIONS, SLOTS),
        ),
    )
)
