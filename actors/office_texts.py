"""The mails of the directory as the office may word them; what stands in their files, in German."""

from bildungsregion.base import texts
from bildungsregion.base.texts import Slot, Topic
from bildungsregion.base.texts.registry import mails


_ENTRY = Slot("Eintrag", "Name des Eintrags", "Stadtbücherei Musterstadt")
_PERSON = Slot("Person", "E-Mail-Adresse der Person", "person@ort.example")
_ROLE = Slot("Rolle", "Leitung oder Ansprechperson", "Ansprechperson")
_UNTIL = Slot("Gilt bis", "wie lange der Link gilt", "1. Juni 2027")
_ANSWER = Slot(
    "Antwort",
    "was das Büro dazu schreibt",
    "Die Angaben ließen sich nicht bestätigen.",
    needed=True,
)
_PATH = Slot("Link", "Adresse im Portal", "https://portal.example/mein-bereich/…", needed=True)
_ASKED = Slot(
    "Anfrage",
    "Angebot, wer fragt, wann, wie viele und die Nachricht",
    "Angebot: Salz sieden\nWer: Grundschule am Musterbach\nWann: im Mai\n",
    needed=True,
)

SLOTS = {
    "undone.title": _ENTRY,
    "claim.actor.name": _ENTRY,
    "invitation.actor.name": _ENTRY,
    "tie.actor.name": _ENTRY,
    "proposal.title": _ENTRY,
    "entry": _ENTRY,
    "actor.name": _ENTRY,
    'names|join:", "': Slot("Angaben", "welche Angaben", "Telefon, Öffnungszeiten"),
    "undone.reason": _ANSWER,
    "claim.reason": _ANSWER,
    "proposal.reason": _ANSWER,
    "claim.get_role_display": _ROLE,
    "path": _PATH,
    "entry.get_absolute_url": _PATH,
    "claim.user.email": _PERSON,
    "person.email": _PERSON,
    "invitation.email": Slot("E-Mail", "an wen die Einladung geht", "neu@ort.example", needed=True),
    "invitation.invited_by.with_email": Slot(
        "Einladende", "wer einlädt", "Leitung (leitung@ort.example)"
    ),
    "if claim.user.name": Slot("Name", "Name in Klammern; sonst leer", " (Sekretariat)"),
    "if claim.message": Slot(
        "Nachricht",
        "was die Person schreibt; sonst leer",
        "Dazu schreibt die Person:\nIch leite die Bücherei.",
    ),
    "if 'funding' in region.modules": Slot(
        "Rechte am Fonds",
        "wo es den Fonds gibt",
        ", Anträge für Ihre Einrichtung stellen und deren Anträge sehen",
    ),
    'claim.key_until|date:"j. F Y"': _UNTIL,
    'invitation.key_until|date:"j. F Y"': _UNTIL,
    'if claim.state == "confirmed"': Slot(
        "Was geschehen ist",
        "ein Satz: gehört dazu oder möchte dazukommen, und was zu tun ist",
        "möchte den Eintrag „Stadtbücherei Musterstadt“ mit Ihnen pflegen.",
        needed=True,
    ),
    "if is_passed_on": Slot(
        "Weg der Anfrage",
        "ob sie beim Lernort oder beim Büro liegt",
        "Ihre Anfrage ist beim Lernort. Er antwortet Ihnen direkt.",
    ),
    'include "actors/emails/_asked.txt"': _ASKED,
    "asked.email": Slot("E-Mail", "wohin die Antwort geht", "schule@ort.example"),
    "asked.institution": Slot("Einrichtung", "wer fragt", "Grundschule am Musterbach"),
    "offer.title": Slot("Angebot", "Titel des Angebots", "Salz sieden wie früher"),
    "if invitation.hands_over": Slot(
        "Einladung",
        "ein Satz: mit pflegen oder die Leitung übernehmen",
        "lädt Sie ein, den Eintrag „Stadtbücherei Musterstadt“ mit zu pflegen.",
        needed=True,
    ),
    "subject: if invitation.hands_over": Slot(
        "Betreff der Einladung",
        "mit pflegen oder die Leitung übernehmen",
        "Einladung: Stadtbücherei Musterstadt im Portal pflegen",
    ),
    'subject: if invitation.state == "accepted"': Slot(
        "Angenommen oder abgelehnt", "Wort im Betreff", "Angenommen"
    ),
    'subject: if proposal.kind == "new"': Slot(
        "Veröffentlicht oder übernommen", "Wort im Betreff", "Übernommen"
    ),
    "subject: if again": Slot("Noch einmal", "nur beim zweiten Mal", "Noch einmal gefragt: "),
    'if claim.state == "confirmed" (2)': Slot(
        "Was zu tun ist", "ein Satz vor dem Link", "Sie können selbst zustimmen oder ablehnen:"
    ),
    'if invitation.state == "accepted"': Slot(
        "Ja oder Nein", "angenommen oder abgelehnt", "angenommen", needed=True
    ),
    'if invitation.hands_over and invitation.state == "accepted"': Slot(
        "Übergabe",
        "nur wenn die Leitung wechselt",
        "Die Leitung ist damit übergeben. Sie bleiben Ansprechperson.",
    ),
    "if proposal.reason": Slot(
        "Antwort", "was das Büro dazu schreibt; sonst leer", "Das Büro schreibt dazu:\nDanke!"
    ),
    'if proposal.kind == "new"': Slot(
        "Was jetzt zu sehen ist",
        "ein Satz: der neue Eintrag oder die Änderung",
        "Ihre Änderung an „Stadtbücherei Musterstadt“ ist jetzt im Portal zu sehen:",
    ),
    "if left_out": Slot(
        "Nicht übernommen",
        "was weggelassen ist; sonst leer",
        "Nicht übernommen haben wir: Telefon.",
    ),
    "if may_keep": Slot(
        "Selbst pflegen",
        "nur wer den Eintrag pflegen darf",
        "Sie können den Eintrag ab jetzt selbst pflegen.",
    ),
    'if proposal.kind == "mistake"': Slot("Art", "Hinweis oder Vorschlag", "Vorschlag"),
    'proposal.created_at|date:"j. F Y"': Slot("Vorschlagstag", "Tag des Vorschlags", "2. Mai 2027"),
    'if proposal.kind == "change"': Slot(
        "Neu vorschlagen",
        "wo es noch einmal geht; bei Hinweisen leer",
        "Sie können die Angaben jederzeit neu vorschlagen: https://portal.example/mein-bereich/",
    ),
    "if again": Slot(
        "Beim zweiten Mal", "womit eine erneute Frage beginnt, und das Wort danach", "im"
    ),
    "for fact in facts": Slot(
        "Angaben", "was im Eintrag steht", "Telefon: 04131 0000\nAdresse: Am Markt 1\n", needed=True
    ),
    "link": Slot(
        "Link", "Seite mit „Alles stimmt“", "https://portal.example/stimmt/…", needed=True
    ),
    "change_link": Slot(
        "Link zum Ändern",
        "Seite für Änderungen",
        "https://portal.example/stimmt/…/aendern/",
        needed=True,
    ),
    "days": Slot("Tage", "wie lange die Links gelten", "60"),
    "institution": Slot("Einrichtung", "wer zu Besuch war", "Grundschule am Musterbach"),
    "if feedback.offer": Slot("Besuch", "was besucht wurde", "bei „Salz sieden“ (Salzmuseum)"),
    "feedback.text": Slot(
        "Rückmeldung", "was die Gruppe schreibt", "Es war ein schöner Tag.", needed=True
    ),
    "feedback.actor.name": _ENTRY,
}

MAILS = {
    "claim_link": (
        "Gehört diese Person zu Ihnen?",
        "an die Einrichtung, wenn jemand ihren Eintrag pflegen möchte",
    ),
    "claim_told": ("Jemand möchte dazukommen", "an die Leitung eines Eintrags"),
    "claim_confirmed": ("Sie pflegen jetzt den Eintrag", "wenn jemand bestätigt ist"),
    "claim_refused": ("Nicht bestätigt", "wenn jemand nicht bestätigt ist"),
    "invitation": ("Einladung", "wenn eine Leitung jemanden einlädt"),
    "invitation_answered": ("Einladung beantwortet", "an die, die eingeladen haben"),
    "member_removed": ("Aus dem Eintrag genommen", "wenn eine Leitung jemanden herausnimmt"),
    "proposal_accepted": ("Vorschlag übernommen", "wenn eine Änderung erscheint"),
    "proposal_returned": ("Vorschlag zurückgegeben", "wenn eine Änderung nicht erscheint"),
    "mistake_settled": ("Hinweis erledigt", "wenn ein Fehler behoben ist"),
    "change_taken_back": ("Änderung zurückgenommen", "wenn das Büro eine Änderung zurücknimmt"),
    "still_true": ("Stimmt noch alles?", "wenn ein Eintrag lange nicht geprüft ist"),
    "enquiry": ("Anfrage an einen Lernort", "wenn eine Gruppe kommen möchte"),
    "enquiry_copy": ("Kopie der Anfrage", "an die, die angefragt haben"),
    "visit_feedback": ("Rückmeldung zum Besuch", "an Lernort und Büro"),
}

texts.register(Topic("Verzeichnis", mails("actors", MAILS, SLOTS)))
