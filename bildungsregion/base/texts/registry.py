"""Which texts there are: each app hands in its own in a module ``office_texts``."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .slots import Slot


# What every text may know of the region; by what stands in the shipped templates.
COMMON = {
    "region.name": Slot("Bildungsregion", "Name der Bildungsregion", "Bildungsregion Musterkreis"),
    "region.office_name": Slot("Büro", "Name des Büros", "Bildungsbüro Musterkreis"),
    "region.authority_name": Slot("Behörde", "Name der Behörde", "Landkreis Musterkreis"),
    "region.office_email": Slot("E-Mail des Büros", "E-Mail-Adresse des Büros", "buero@musterkreis.example"),
    "region.office_phone": Slot("Telefon des Büros", "Telefonnummer des Büros", "04131 0000"),
    "firstof region.office_phone region.office_email": Slot(
        "Kontakt des Büros", "Telefonnummer des Büros, sonst seine E-Mail-Adresse", "04131 0000"
    ),
    "if region.office_phone": Slot("Telefon des Büros", "Telefonnummer, wo es eine gibt", "04131 0000"),
    "if region.office_email": Slot(
        "Adresse des Büros", "mit dem Wort davor; leer, wo es keine gibt", " an buero@musterkreis.example"
    ),
    'include "emails/closing.txt"': Slot(
        "Gruß", "der Gruß unter allen E-Mails, ein eigener Text dieser Liste", "Freundliche Grüße\nIhr Bildungsbüro\n"
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Text:
    """One text: its file (a template below templates/), when it is read, and the subject line of a mail.

    ``slots`` says in German what stands in the file, by the opening of each tag: "application.title".
    """

    key: str
    label: str
    occasion: str
    body: str
    subject: str = ""
    slots: Mapping[str, Slot] = field(default_factory=dict, hash=False, compare=False)
    is_optional: bool = False

    @property
    def is_mail(self) -> bool:
        return bool(self.subject)


@dataclass(frozen=True, slots=True)
class Topic:
    """The texts of one subject, as the office's list shows them; of a module that may be off."""

    label: str
    texts: tuple[Text, ...]
    module: str = ""


_topics: list[Topic] = []


def register(topic: Topic) -> None:
    _topics.append(topic)


def topics(modules: list[str]) -> list[Topic]:
    """All subjects but those of modules that the region has not, by their German names."""
    open_ones = [topic for topic in _topics if not topic.module or topic.module in modules]
    return sorted(open_ones, key=lambda topic: topic.label)


def every_text() -> list[Text]:
    return [text for topic in _topics for text in topic.texts]


def find(key: str) -> Text:
    """Raises LookupError where there is no such text."""
    for text in every_text():
        if text.key == key:
            return text
    raise LookupError(key)


def mails(
    app: str, told: Mapping[str, tuple[str, str]], slots: Mapping[str, Slot], prefix: str = ""
) -> tuple[Text, ...]:
    """The mails of an app by their names: what each is called, and when it goes out."""
    return tuple(
        Text(
            key=f"{app}/{prefix}{name}",
            label=label,
            occasion=occasion,
            body=f"{app}/emails/{prefix}{name}.txt",
            subject=f"{app}/emails/{prefix}{name}_subject.txt",
            slots=slots,
        )
        for name, (label, occasion) in told.items()
    )
