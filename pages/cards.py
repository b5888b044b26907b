"""Cards that are written once and placed in texts (a line ``::kontakt <name>``) and beside them."""

import re
from secrets import token_hex

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.functional import SimpleLazyObject
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from bildungsregion.base import edition, markdown

from .models import ContactPoint, Teaser


CARDS_HELP = (
    "Der Knopf „Karte“ setzt eine Ansprechstelle oder einen Teaser ein; ohne ihn tut es eine Zeile „::kontakt Kürzel“ "
    "oder „::teaser Kürzel“."
)
_KINDS = {"kontakt": ContactPoint, "teaser": Teaser}
_TEMPLATES = {"kontakt": "pages/_contact_card.html", "teaser": "pages/_teaser_card.html"}
_LINE = re.compile(r"^::(\w+)[ \t]+(\S{1,140})[ \t]*\r?$", re.MULTILINE)
# What looks meant as a card, to tell the office of it.
_MEANT = re.compile(r"^::[ \t]*+(\w++)?[ \t]*+(\S*+)[ \t]*+\r?$", re.MULTILINE)


def keys_in(text: str) -> list[str]:
    """ "kontakt:<slug>" of each card in a text, in their order."""
    return [f"{kind}:{slug}" for kind, slug in _LINE.findall(text) if kind in _KINDS]


def faults(text: str) -> list[str]:
    """A sentence on each line that names no card there is; from at most two queries."""
    known, told = _known(), []
    for line in _MEANT.finditer(text):
        kind, slug = line[1] or "", line[2]
        if kind not in _KINDS:
            told.append(f"„{line[0].strip()}“: Es gibt „::kontakt“ und „::teaser“.")
        elif f"{kind}:{slug}" not in known:
            names = sorted(key.partition(":")[2] for key in known if key.startswith(f"{kind}:"))
            hint = f" Bekannt sind: {', '.join(names[:12])}." if names else ""
            told.append(f"„{line[0].strip()}“: „{slug}“ gibt es nicht oder ist verborgen.{hint}")
    return told


def choices() -> list[tuple[str, str]]:
    """Every card for a form: ("kontakt:<slug>", its name), contacts first."""
    return list(_known().items())


def _known() -> dict[str, str]:
    contacts = ContactPoint.objects.published().values_list("slug", "area")
    teasers = Teaser.objects.published().values_list("slug", "title")
    return {f"kontakt:{slug}": f"Ansprechstelle: {name}" for slug, name in contacts} | {
        f"teaser:{slug}": f"Teaser: {name}" for slug, name in teasers
    }


def drawn(request: HttpRequest) -> dict[str, SafeString]:
    """Every card that may be shown as HTML, by "kind:slug"; drawn once an edition, read when first asked."""
    return SimpleLazyObject(lambda: edition.kept(request, "cards", _draw))


def _draw() -> dict[str, SafeString]:
    return {
        f"{kind}:{row.slug}": SafeString(render_to_string(_TEMPLATES[kind], {"card": row}))
        for kind, model in _KINDS.items()
        for row in model.objects.published()
    }


def beside(keys: list[str], cards: dict[str, SafeString]) -> list[SafeString]:
    """The cards beside a text; one that was hidden or deleted since is left out."""
    return [cards[key] for key in keys if key in cards] if keys else []


def render(text: str, cards: dict[str, SafeString]) -> SafeString:
    """HTML of a Markdown text with its cards; a card that is not there any more leaves no trace.

    The text is rendered as a whole, with a word nobody can guess in the place of each card.
    """
    mark, placed = f"karte{token_hex(8)}", []

    def hold(line: re.Match) -> str:
        if line[1] not in _KINDS:
            return line[0]
        placed.append((line[0].strip(), f"{line[1]}:{line[2]}"))
        return f"\n{mark}x{len(placed) - 1}x\n"

    html = str(markdown.render(_LINE.sub(hold, text or "")))
    for number, (line, key) in enumerate(placed):
        word = f"{mark}x{number}x"
        html = html.replace(f"<p>{word}</p>", str(cards.get(key, "")))
        # Inside of code it is no card.
        html = html.replace(word, escape(line))
    return mark_safe(html)  # noqa: S308 - cleaned by markdown, cards drawn by templates
