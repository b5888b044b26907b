"""Texts that belong to no app: the closing under all mails, and the notice in „Mein Bereich“."""

from .texts import Slot, Text, Topic, register


CLOSING = "base/closing"
NOTICE = "base/notice"

_LINES = {
    "if region.office_phone": Slot(
        "Telefonzeile", "eine Zeile mit der Telefonnummer; sonst leer", "Telefon: 04131 0000\n"
    ),
    "if region.office_email": Slot(
        "E-Mail-Zeile",
        "eine Zeile mit der E-Mail-Adresse; sonst leer",
        "E-Mail: buero@musterkreis.example\n",
    ),
}

register(
    Topic(
        "Portal",
        (
            Text(
                CLOSING,
                "Gruß unter allen E-Mails",
                "unter jeder E-Mail des Portals",
                "base/texts/closing.txt",
                slots=_LINES,
            ),
            Text(
                NOTICE,
                "Hinweis in „Mein Bereich“",
                "oben in „Mein Bereich“, solange hier etwas steht",
                "base/texts/notice.md",
                is_optional=True,
            ),
        ),
    )
)
