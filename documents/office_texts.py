"""The mails about accessible copies as the office may word them.

The confirmation to who asked speaks the language of the page and stays as it comes with the portal.
"""

from bildungsregion.base import texts
from bildungsregion.base.texts import Slot, Topic
from bildungsregion.base.texts.registry import mails


SLOTS = {
    "document.title": Slot("Dokument", "Titel des Dokuments", "Bildungsbericht 2027"),
    "row.get_need_display": Slot("Bedarf", "in welcher Form es gebraucht wird", "in Großschrift"),
    'row.name|default:"ohne Namen"': Slot("Name", "wer fragt", "ohne Namen"),
    "row.email": Slot("E-Mail", "wohin die Antwort geht", "person@ort.example", needed=True),
    "if row.message": Slot(
        "Nachricht", "was dazu geschrieben ist; sonst leer", "Ich brauche Seite 3."
    ),
    'row.due_on|date:"j. F Y"': Slot("Frist", "bis wann zu antworten ist", "2. Mai 2027"),
    "office_url": Slot(
        "Link", "die Bitte in der Verwaltung", "https://portal.example/verwaltung/…", needed=True
    ),
    "document_url": Slot("Link zum Dokument", "seine Seite", "https://portal.example/dokumente/…"),
    "row.answer": Slot("Antwort", "was das Büro antwortet", "Die Fassung hängt an.", needed=True),
}
MAILS = {
    "copy_request": ("An das Büro: barrierefreie Fassung", "wenn jemand ein Dokument nicht lesen kann"),
    "copy_request_answer": ("Antwort auf die Bitte", "wenn das Büro geantwortet hat"),
}  # fmt: skip

texts.register(Topic("Dokumente", mails("documents", MAILS, SLOTS)))
