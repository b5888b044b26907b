"""The catalogues in locale/ hold what the source says, and nothing in them is half done (docs/languages.md)."""

import re

import polib
import pytest
from django.conf import settings

from tests.messages import catalogues, sources


LANGUAGES = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
# Languages that are translated in full; from then on every new text needs its translation at once.
COMPLETE = ("en", "uk", "ar", "de-x-leicht")


def missing(catalogue: polib.POFile, found: dict[sources.Message, list[str]]) -> list[str]:
    """What the source says and the catalogue does not, and the other way round."""
    there = {(e.msgctxt or "", e.msgid): e for e in catalogue}
    lacks = [f"not translated: {m.text!r} in {found[m]}" for m in found
             if m.key not in there or not catalogues.is_translated(there[m.key])]  # fmt: skip
    lost = there.keys() - {message.key for message in found}
    return lacks + [f"not in the source: {text!r}" for _context, text in lost]


def test_complete_languages_say_everything_that_the_source_says():
    said = sources.messages()

    lacks = {language: missing(catalogues.load(language), said) for language in COMPLETE}

    assert lacks == dict.fromkeys(COMPLETE, [])


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_work(language):
    catalogue = catalogues.load(language)

    assert list(catalogues.faults(catalogue)) == []
    assert catalogue.metadata["Plural-Forms"] == catalogues.PLURALS[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_compiled_catalogue_is_up_to_date(language):
    path = catalogues.path_of(language)
    written = {
        (e.msgctxt, e.msgid): catalogues.texts_of(e)
        for e in catalogues.load(language)
        if catalogues.is_translated(e)
    }

    compiled = polib.mofile(str(path.with_suffix(".mo")))

    assert {(e.msgctxt, e.msgid): catalogues.texts_of(e) for e in compiled} == written, (
        "make messages"
    )


def test_sources_are_read_as_gettext_reads_them(tmp_path):
    python = (
        'x = _("Ein "\n    "Satz")\ny = ngettext("%(n)s Tag", "%(n)s Tage", n)\n_(f"kein {x}")\n'
    )
    template = (
        '{% load i18n %}{% translate "100 %" %}{% include "a.html" with b=_("Ja") %}{{ c|default:_("Nein") }}'
        '{% blocktranslate count n=n context "all" trimmed %}\n ein {{ n }}\n{% plural %}viele{% endblocktranslate %}'
    )

    assert list(sources.in_python(python)) == [
        sources.Message("Ein Satz"),
        sources.Message("%(n)s Tag", "%(n)s Tage"),
    ]
    assert list(sources.in_template(template)) == [
        sources.Message("100 %%"),
        sources.Message("Ja"),
        sources.Message("Nein"),
        sources.Message("ein %(n)s", "viele", "all"),
    ]


@pytest.mark.parametrize(
    ("msgid", "msgstr", "fault"),
    [
        ("%(n)s von %(m)s", "%(n)s of %(n)s", "placeholders"),
        ("<b>Ja</b>", "Yes", "tags"),
        ("Ja ", "Yes", "space"),
    ],
)
def test_faulty_translation_is_named(msgid, msgstr, fault):
    entry = polib.POEntry(msgid=msgid, msgstr=msgstr)

    (told,) = catalogues.faults([entry])

    assert fault in told


def test_scripts_hold_no_words():
    """What a script says stands in the page, in data attributes, where it is translated."""
    german = re.compile(r"""["'`][^"'`\n]*[äöüßÄÖÜ][^"'`\n]*["'`]|textContent = ["'`][A-Za-z]""")

    scripts = (settings.BASE_DIR / "static" / "js").glob("*.js")

    assert [path.name for path in scripts if german.search(_without_comments(path))] == []


def _without_comments(path) -> str:
    return re.sub(r"/\*.*?\*/|^\s*//.*$|\s//\s.*$", "", path.read_text("utf-8"), flags=re.S | re.M)
