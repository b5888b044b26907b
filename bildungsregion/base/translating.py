"""Which texts of rows are translated, which are missing, and which are older than the German they were made from."""

import hashlib
from collections.abc import Iterable, Mapping

from django.apps import apps
from django.db import models, transaction

from .models import TranslationSource
from .translations import Translatable


class State(models.TextChoices):
    """How one text stands in one language."""

    EMPTY = "empty", "kein deutscher Text"
    MISSING = "missing", "fehlt"
    OUTDATED = "outdated", "älter als der deutsche Text"
    DONE = "done", "übersetzt"


# Of several texts the worst tells how a row stands.
_WORST = (State.MISSING, State.OUTDATED, State.DONE, State.EMPTY)


def digest(text: str) -> str:
    """What a German text is known by; line ends do not count."""
    return hashlib.sha256("\n".join(text.split("\n")).replace("\r", "").encode()).hexdigest()[:16]


def translatable_models() -> list[type[Translatable]]:
    """The models of the public part whose texts can be translated, by their German name."""
    found = [
        model
        for model in apps.get_models()
        if issubclass(model, Translatable) and model._meta.managed and model.TRANSLATED
    ]
    return sorted(found, key=lambda model: str(model._meta.verbose_name_plural))


def sources(rows: Iterable[Translatable], language: str) -> dict[int, Mapping[str, str]]:
    """By key of the row: which German each text of that language was made from; one query."""
    rows = list(rows)
    if not rows:
        return {}
    known = TranslationSource.objects.filter(
        subject=rows[0]._meta.label_lower, row__in=[row.pk for row in rows], language=language
    )
    return dict(known.values_list("row", "digests"))


def state(row: Translatable, language: str, column: str, known: Mapping[str, str]) -> State:
    """``known`` are the digests of that row and language. A text without one counts as up to date: it was loaded."""
    german = getattr(row, column)
    if not german:
        return State.EMPTY
    if not row.translations.get(language, {}).get(column):
        return State.MISSING
    return State.OUTDATED if known.get(column, digest(german)) != digest(german) else State.DONE


def state_of_row(row: Translatable, language: str, known: Mapping[str, str]) -> State:
    """How the row stands as a whole: as its worst text."""
    found = {state(row, language, column, known) for column in row.TRANSLATED}
    return next(one for one in _WORST if one in found)


@transaction.atomic
def write(
    row: Translatable,
    texts: Mapping[tuple[str, str], str],
    made_from: Mapping[tuple[str, str], str],
) -> None:
    """Keep translations by (language, column), "" takes one away; others of the row stay as they are.

    ``made_from`` are digests of the German that was before the translator's eyes, also for texts that were
    looked at and hold still.
    """
    row = type(row)._default_manager.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
    for (language, column), text in texts.items():
        own = row.translations.setdefault(language, {})
        own[column] = text
        row.translations[language] = {name: said for name, said in own.items() if said}
    row.translations = {language: own for language, own in row.translations.items() if own}
    row.save(update_fields=["translations"])
    for language in {language for language, _column in made_from}:
        source, _is_new = TranslationSource.objects.get_or_create(
            subject=row._meta.label_lower, row=row.pk, language=language
        )
        source.digests |= {c: of for (code, c), of in made_from.items() if code == language}
        source.save()
