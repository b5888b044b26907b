"""Templates and static files: all in use, none with inline code, nothing from a foreign host."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.template.loader import get_template
from django.template.utils import get_app_template_dirs

from tests.house import APPS, ROOT, files


ENDINGS = (".html", ".txt", ".typ", ".xml")
# Found by name by Django and allauth.
ERROR_PAGES = {"400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html"}
GENERIC_SUFFIXES = ("_list", "_detail", "_form", "_confirm_delete", "_archive")
# Not of the public part, so plain German (docs/adr/0003).
# German only: the office, and accounts beyond sign-in (docs/adr/0226).
OFFICE = (
    "templates/admin/", "templates/funding/letters/", "templates/funding/admin/", "templates/accounts/own/",
    "templates/mfa/",
)  # fmt: skip

KEPT = re.compile(
    r"\b(?:localStorage|sessionStorage|indexedDB|caches|cookieStore|document\.cookie)\b"
)
INLINE = re.compile(
    r"<style\b|<script\b(?![^>]*\ssrc=)|\sstyle\s*=|\son[a-z]+\s*=|javascript:", re.I
)
FOREIGN = re.compile(
    r"""<(?!a\b)[a-z][^>]*\s(?:src|srcset|href|action|poster|data)\s*=\s*["']?(?:https?:)?//"""
    r"""|url\(\s*["']?(?:https?:)?//|@import\s+["'](?:https?:)?//|\bimport\b.*["']https?://|fetch\(\s*["'`]https?://""",
    re.I,
)
TAGS = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.S)
SILENT = re.compile(
    r"{% comment.*?{% endcomment %}|{#.*?#}|<!--.*?-->"
    r"|{% blocktrans(?:late)?\b.*?{% endblocktrans(?:late)? %}|<(style|script|svg)\b.*?</\1>",
    re.S,
)
SPOKEN = re.compile(r"""\s(?:alt|title|placeholder|aria-label)\s*=\s*["']([^"']*)""")
WORD = re.compile(r"[A-Za-zÄÖÜäöüß]*[a-zäöüß]{2,}")


def templates() -> list[tuple[str, str]]:
    found = [file for ending in ENDINGS for file in files("templates", ending=ending)]
    return [file for file in found if "/fonts/" not in file[0]]


def mentions() -> tuple[set[str], list[re.Pattern]]:
    """File names that stand in our sources, and patterns of those that are put together there."""
    literal, composed = set(), []
    for _, source in files(*APPS, ending=".py"):
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                literal.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = [
                    re.escape(p.value) if isinstance(p, ast.Constant) else r"[\w-]+"
                    for p in node.values
                ]
                if parts and parts[-1].endswith(tuple(re.escape(ending) for ending in ENDINGS)):
                    composed.append(re.compile("".join(parts)))
    for _, source in templates():
        literal.update(re.findall(r"""["']([^"'\s]+\.(?:html|txt|typ|xml))["']""", source))
    return literal, composed


def default_names() -> Iterator[str]:
    """Names that Django's class views, and the admin, look for by themselves."""
    for model in apps.get_models():
        app, name = model._meta.app_label, model._meta.model_name
        yield from (f"{app}/{name}{suffix}.html" for suffix in GENERIC_SUFFIXES)


def overrides(name: str) -> bool:
    """Whether the template takes the place of one that a package brings, or belongs to a page of the admin."""
    if re.fullmatch(
        r"admin/(?:\w+/){1,2}(?:change_form|change_list|object_history|delete_confirmation)\.html",
        name,
    ):
        return True
    return any((Path(folder) / name).exists() for folder in get_app_template_dirs("templates"))


def unused(names: list[str], literal: set[str], composed: list[re.Pattern]) -> list[str]:
    known = literal | ERROR_PAGES | set(default_names())
    return [
        name
        for name in names
        if name not in known and not is_composed(name, composed) and not overrides(name)
    ]


def is_composed(name: str, composed: list[re.Pattern]) -> bool:
    """Whether the name, or for a letter the name inside its folder, is put together somewhere."""
    names = {name, Path(name).name if name.endswith(".typ") else name}
    return any(pattern.fullmatch(candidate) for pattern in composed for candidate in names)


def inline_code(source: str) -> list[str]:
    return INLINE.findall(TAGS.sub("", source))


def untranslated(source: str) -> list[str]:
    """Words a visitor reads or hears that no translation could reach; abbreviations are no words."""
    source = TAGS.sub(" ", SILENT.sub(" ", source))
    text = re.sub(r"<[^>]*>", " ", source)
    return [
        words.strip()
        for words in [*SPOKEN.findall(source), *text.splitlines()]
        if WORD.search(words)
    ]


def test_every_template_is_used():
    names = [name.removeprefix("templates/") for name, _ in templates()]
    assert unused(names, *mentions()) == []


def test_unused_template_is_found():
    composed = [re.compile(r"funding/emails/[\w-]+\.txt")]
    names = [
        "home.html",
        "404.html",
        "actors/actor_list.html",
        "funding/emails/receipt.txt",
        "actors/_forgotten.html",
    ]

    assert unused(names, {"home.html"}, composed) == ["actors/_forgotten.html"]


@pytest.mark.parametrize(
    "name", [name for name, _ in templates() if name.endswith((".html", ".txt"))]
)
def test_template_compiles(name):
    get_template(name.removeprefix("templates/"))


def test_templates_hold_no_inline_code():
    assert [(name, found) for name, source in templates() if (found := inline_code(source))] == []


@pytest.mark.parametrize(
    "source",
    [
        '<p style="color: red">',
        "<style>p {}</style>",
        "<script>alert(1)</script>",
        '<script type="module">run()</script>',
        '<button onclick="run()">',
        '<a href="javascript:run()">',
    ],
)
def test_inline_code_is_found(source):
    assert len(inline_code(source)) == 1


def test_what_only_looks_like_inline_code_is_let_through():
    source = """{% include "x.html" with style="small" only=True %}<script type="module" src="{% static 'x.js' %}">"""
    assert inline_code(source) == []


@pytest.mark.parametrize("ending", [".html", ".css", ".js", ".svg"])
def test_nothing_comes_from_a_foreign_host(ending):
    assert [
        name
        for name, source in files("templates", "static", ending=ending)
        if FOREIGN.search(source)
    ] == []


@pytest.mark.parametrize(
    "source",
    [
        '<img alt="" src="https://foreign.example/x.png">',
        '<link rel="stylesheet" href="//foreign.example/x.css">',
        "body { background: url(https://foreign.example/x.png) }",
        'import { x } from "https://foreign.example/x.js"',
        'fetch("https://foreign.example")',
    ],
)
def test_foreign_host_is_found(source):
    assert FOREIGN.search(source)


def test_scripts_keep_nothing_in_the_browser_but_whether_keys_are_off():
    scripts = files("static/js", "editor", ending=".js")

    assert [name for name, source in scripts if KEPT.search(source)] == ["static/js/keys.js"]


def test_link_to_a_foreign_host_is_let_through():
    assert not FOREIGN.search('<a class="kern-link" href="https://foreign.example/">')


def test_public_pages_can_be_translated():
    public = [
        file for file in templates() if file[0].endswith(".html") and not file[0].startswith(OFFICE)
    ]
    assert [(name, found) for name, source in public if (found := untranslated(source))] == []


def test_untranslated_words_are_found():
    source = """{# Kommentar #}<h1 class="kern-title">{% translate "Akteure" %}</h1>
    {% blocktranslate %}Alle {{ count }} Einträge{% endblocktranslate %}
    <img alt="Wappen"><p>Willkommen</p>"""

    assert untranslated(source) == ["Wappen", "Willkommen"]


def colours(source: str) -> list[str]:
    """Colours of a style sheet that are not tokens; ink on paper (print) needs none."""
    screen = re.sub(r"@media print\s*{(?:[^{}]*{[^{}]*})*[^{}]*}", "", source)
    return re.findall(r"#[0-9a-f]{3,8}\b(?=[^{}]*[;}])|\b(?:rgb|hsl)a?\(", screen, re.I)


def test_colours_stand_in_the_tokens_only():
    sheets = [file for file in files("static/css", ending=".css") if "/regions/" not in file[0]]
    assert [
        name for name, source in sheets if not name.endswith("/tokens.css") and colours(source)
    ] == []


def test_colour_outside_the_tokens_is_found():
    assert colours("a { color: #fff; } @media print { a { color: #000; } b { color: #999; } }") == [
        "#fff"
    ]
    assert colours("#main { color: var(--br-ink); }") == []


def test_tests_look_at_the_real_tree():
    assert (ROOT / "manage.py").exists()
    assert len(templates()) > 5
