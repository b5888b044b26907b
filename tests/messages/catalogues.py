"""The catalogues in locale/: brought up to date with the source, compiled, and judged."""

import re
from collections.abc import Iterator
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation import to_locale

from .sources import Message


# As Django's own catalogues say it, so that both are read by one rule.
PLURALS = {
    "de-x-leicht": "nplurals=2; plural=(n != 1);",
    "en": "nplurals=2; plural=(n != 1);",
    "uk": "nplurals=4; plural=(n % 1 == 0 && n % 10 == 1 && n % 100 != 11 ? 0 : n % 1 == 0 && n % 10 >= 2 "
    "&& n % 10 <= 4 && (n % 100 < 12 || n % 100 > 14) ? 1 : n % 1 == 0 && (n % 10 ==0 || (n % 10 >=5 && "
    "n % 10 <=9) || (n % 100 >=11 && n % 100 <=14 )) ? 2: 3);",
    "ar": "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : "
    "n%100>=11 && n%100<=99 ? 4 : 5;",
}
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sdf]|(?<!%)%[sd]|\{(\w*)\}")
_TAG = re.compile(r"</?[a-z][^>]*>")


def path_of(language: str) -> Path:
    return settings.LOCALE_PATHS[0] / to_locale(language) / "LC_MESSAGES" / "django.po"


def load(language: str) -> polib.POFile:
    return polib.pofile(str(path_of(language)), wrapwidth=100)


def update(language: str, found: dict[Message, list[str]]) -> polib.POFile:
    """Write the catalogue anew: what the source says, with the translations it has; compile it.

    Nothing is guessed from a similar text (no fuzzy entries), nothing that the source lost is kept.
    """
    path = path_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    old = {(e.msgctxt or "", e.msgid): e for e in load(language)} if path.exists() else {}
    number = int(re.search(r"nplurals=(\d)", PLURALS[language])[1])
    catalogue = polib.POFile(wrapwidth=100)
    catalogue.metadata = {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": language,
        "Plural-Forms": PLURALS[language],
    }
    for message, places in sorted(found.items(), key=lambda item: (item[1][0], item[0].key)):
        catalogue.append(_entry(message, places, old.get(message.key), number))
    catalogue.save(str(path))
    catalogue.save_as_mofile(str(path.with_suffix(".mo")))
    return catalogue


def _entry(message: Message, places: list[str], old, number: int) -> polib.POEntry:
    entry = polib.POEntry(
        msgid=message.text,
        msgctxt=message.context or None,
        occurrences=[(place, "") for place in places],
    )
    if "%(" in message.text:
        entry.flags.append("python-format")
    if message.plural:
        entry.msgid_plural = message.plural
        kept = old.msgstr_plural if old else {}
        entry.msgstr_plural = {n: kept.get(n, "") for n in range(number)}
    else:
        entry.msgstr = old.msgstr if old else ""
    if old and old.tcomment:
        entry.tcomment = old.tcomment
    return entry


def texts_of(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def is_translated(entry: polib.POEntry) -> bool:
    return all(texts_of(entry))


def faults(catalogue: polib.POFile) -> Iterator[str]:
    """A line for every translation that would not work: half a plural, other placeholders or tags, marks of doubt."""
    for entry in catalogue:
        texts = texts_of(entry)
        if entry.fuzzy or entry.obsolete:
            yield f"{entry.msgid!r}: in doubt or no longer used"
        if not any(texts):
            continue
        if not all(texts):
            yield f"{entry.msgid!r}: a plural form is missing"
        for text in texts:
            yield from _differences(entry, text)


def _differences(entry: polib.POEntry, text: str) -> Iterator[str]:
    wanted, given = _placeholders(entry.msgid), _placeholders(text)
    if entry.msgid_plural:
        # "one hour", "two hours" need no figure, and so some languages say it.
        wanted |= _placeholders(entry.msgid_plural)
        if not given <= wanted:
            yield f"{entry.msgid!r}: {text!r} has other placeholders"
    elif wanted != given:
        yield f"{entry.msgid!r}: {text!r} has other placeholders"
    if sorted(_TAG.findall(entry.msgid)) != sorted(_TAG.findall(text)):
        yield f"{entry.msgid!r}: {text!r} has other tags"
    for edge in (str.lstrip, str.rstrip):
        if (edge(entry.msgid) == entry.msgid) != (edge(text) == text):
            yield f"{entry.msgid!r}: {text!r} begins or ends with other space"


def _placeholders(text: str) -> set[str]:
    return {match[0] for match in _PLACEHOLDER.finditer(text)}
