"""Markdown as the office and institutions write it, to HTML that can be trusted.

Beyond plain Markdown there are three things of the portal's own, all of them plain links to other readers
(docs/adr/0211): a paragraph of nothing but ``![what is seen](/bilder/12/ "caption")`` is a picture of the
library with its credit; ``[words](/akteure/…)`` leads to the page in the language that is being read; and
``[words](lang:uk)`` are words in another language.
"""

import re

import nh3
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from .languages import address_here
from .pictures import SIZES, Picture


# Letters of a text; what is longer is a document. Also what the preview takes.
LONGEST = 50_000
# Levels of lists and quotes in each other (each is two or three); the parser drops what lies much deeper.
DEEPEST = 40
# Brackets that are never closed make the parser slow.
MOST_BRACKETS = 5_000

_TAGS = {
    "a", "blockquote", "br", "code", "em", "figcaption", "figure", "h2", "h3", "h4", "h5", "hr", "img", "li",
    "ol", "p", "pre", "span", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"alt", "decoding", "height", "loading", "sizes", "src", "srcset", "width"},
    "ol": {"start"},
    "span": {"dir", "lang"},
    "th": {"scope"},
}
_ALIGNED = {"text-align:right": "br-right", "text-align:center": "br-centre"}
_CLASSES = {"figure": {"br-figure"}, "td": set(_ALIGNED.values()), "th": set(_ALIGNED.values())}
_PARSER = MarkdownIt("js-default", {"linkify": False, "typographer": False}).disable(
    "strikethrough"
)
_PICTURE = re.compile(r"/bilder/(\d{1,9})/")
_LANGUAGE = re.compile(r"lang:([a-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3})")
_RIGHT_TO_LEFT = {"ar", "ckb", "fa", "he", "ps", "sd", "ug", "ur", "yi"}
_DEAD_LINK = re.compile(r"\]\(\s*+<?\s*+(?:javascript|vbscript|data|file)\s*:", re.I)
_HTML = re.compile(
    r"<\s*(script|style|iframe|object|embed|svg|math|form|meta|link|base|img)\b[^>]*>?", re.I
)


# For those who see no toolbar.
MARKDOWN_HELP = (
    "Leerzeile = neuer Absatz, **fett**, [Text](https://…) = Link, „- “ am Zeilenanfang = Liste, "
    "„# “ am Zeilenanfang = Zwischenüberschrift."
)


def render(text: str) -> SafeString:
    """HTML of a Markdown text: no raw HTML, only harmless tags and link schemes, headings from h2.

    One query where the text names pictures, none otherwise.
    """
    tokens = _with_pictures(_shift_headings(_PARSER.parse(text or "")))
    for token in tokens:
        _mark_cell(token)
        if token.children:
            token.children = _inline(token.children)
    clean = nh3.clean(
        _PARSER.renderer.render(tokens, _PARSER.options, {}),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        allowed_classes=_CLASSES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener",
    )
    return mark_safe(clean)  # noqa: S308 - cleaned above


def faults(text: str) -> list[str]:
    """German sentences on what the page would not show as it is meant; [] for a text that is all right."""
    if refusal := too_much(text):
        return [refusal]
    found = []
    if _DEAD_LINK.search(text):
        found.append(
            "Ein Link führt zu keiner Webadresse. Links beginnen mit https://, mailto:, tel: oder /."
        )
    tokens = _PARSER.parse(text)
    if any(token.level > DEEPEST for token in tokens):
        found.append("Listen oder Zitate sind zu tief ineinander geschachtelt.")
    words = [token for each in tokens for token in each.children or ()]
    if tag := next((m for t in words if t.type == "text" and (m := _HTML.search(t.content))), None):
        found.append(
            f"Im Text steht ein HTML-Befehl (<{tag[1]}>). Die Seite führt ihn nicht aus; bitte nehmen "
            "Sie ihn heraus."
        )
    return found + _faults_of_pictures({t.attrs["src"] for t in words if t.type == "image"})


def too_much(text: str) -> str:
    """Why the text is not even parsed, or ""."""
    if len(text) > LONGEST:
        return (
            f"Der Text ist zu lang: {len(text)} Zeichen, höchstens {LONGEST} haben Platz. "
            "Ein so langer Text gehört in ein Dokument zum Herunterladen."
        )
    if text.count("[") > MOST_BRACKETS:
        return (
            "Im Text stehen zu viele eckige Klammern. Bitte teilen Sie ihn auf mehrere Seiten auf."
        )
    return ""


def _faults_of_pictures(addresses: set[str]) -> list[str]:
    own = {int(named[1]) for src in addresses if (named := _PICTURE.fullmatch(src))}
    foreign = any(not _PICTURE.fullmatch(src) for src in addresses)
    found = []
    if foreign:
        found.append(
            "Ein Bild liegt nicht in der Bildersammlung. Bitte laden Sie es dort hoch und fügen Sie "
            "es neu ein."
        )
    if own and Picture.objects.filter(pk__in=own).count() < len(own):
        found.append(
            "Ein Bild gibt es in der Bildersammlung nicht mehr. Bitte wählen Sie ein anderes."
        )
    return found


def _shift_headings(tokens: list[Token]) -> list[Token]:
    # The page's own title is its only h1; whether people begin with "#" or "##", the next is h2.
    headings = [token for token in tokens if token.type in {"heading_open", "heading_close"}]
    top = min((int(token.tag[1]) for token in headings), default=1)
    for token in headings:
        token.tag = f"h{min(int(token.tag[1]) - top + 2, 5)}"
    return tokens


def _mark_cell(token: Token) -> None:
    if token.type in {"th_open", "td_open"}:
        aligned = _ALIGNED.get(token.attrs.pop("style", ""))
        scope = {"scope": "col"} if token.type == "th_open" else {}
        token.attrs = scope | ({"class": aligned} if aligned else {})


def _alone(tokens: list[Token], place: int) -> re.Match | None:
    """The number of the picture, if nothing but one stands in the paragraph that begins here."""
    if tokens[place].type != "paragraph_open" or tokens[place].level:
        return None
    children = tokens[place + 1].children
    if len(children) != 1 or children[0].type != "image":
        return None
    return _PICTURE.fullmatch(children[0].attrs["src"])


def _with_pictures(tokens: list[Token]) -> list[Token]:
    """Paragraphs of one picture become figures; where the picture may not be shown, nothing is."""
    named = {place: int(m[1]) for place in range(len(tokens)) if (m := _alone(tokens, place))}
    if not named:
        return tokens
    pictures = Picture.objects.published().in_bulk(set(named.values()))
    shown, skip = [], 0
    for place, token in enumerate(tokens):
        if place in named:
            skip = 3
            image = tokens[place + 1].children[0]
            if picture := pictures.get(named[place]):
                figure = Token("html_block", "", 0)
                figure.content = _figure(picture, image.content, image.attrs.get("title", ""))
                shown.append(figure)
        if skip:
            skip -= 1
        else:
            shown.append(token)
    return shown


def _figure(picture: Picture, alt: str, caption: str) -> str:
    return format_html(
        '<figure class="br-figure"><img src="{}" srcset="{}" sizes="{}" width="{}" height="{}" alt="{}" '
        'loading="lazy" decoding="async"><figcaption>{}{}</figcaption></figure>\n',
        picture.src, picture.srcset, SIZES, picture.width, picture.height, alt or picture.alt,
        format_html("{} ", caption) if caption else "", f"({picture.credit})" if caption else picture.credit,
    )  # fmt: skip


def _inline(tokens: list[Token]) -> list[Token]:
    """Links and pictures inside of a line: words in other languages, pages in the reader's language."""
    shown, open_links = [], []
    for token in tokens:
        if token.type == "image":
            token = _words(token.content)  # pictures stand in a paragraph of their own
        elif token.type == "link_open":
            if said := _LANGUAGE.fullmatch(token.attrs["href"]):
                _say_language(token, said[1])
            else:
                token.attrs["href"] = address_here(token.attrs["href"])
            open_links.append(token.tag)
        elif token.type == "link_close":
            token.tag = open_links.pop()
        shown.append(token)
    return shown


def _words(content: str) -> Token:
    token = Token("text", "", 0)
    token.content = content
    return token


def _say_language(token: Token, language: str) -> None:
    token.tag = "span"
    is_right_to_left = language.split("-")[0] in _RIGHT_TO_LEFT
    token.attrs = {"lang": language, "dir": "rtl" if is_right_to_left else "ltr"}
