"""Markdown as coordinators write it, to HTML that can be trusted."""

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt


_TAGS = {
    "a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "h5", "hr", "li", "ol", "p", "pre",
    "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_PARSER = MarkdownIt("js-default", {"linkify": False, "typographer": False})


# Stands under every field that takes Markdown.
MARKDOWN_HELP = (
    "Leerzeile = neuer Absatz, **fett**, [Text](https://…) = Link, „- “ am Zeilenanfang = Liste, "
    "„# “ am Zeilenanfang = Zwischenüberschrift."
)


def _shift_headings(tokens):
    # The page's own title is its only h1; whether people begin with "#" or "##", the next is h2.
    headings = [token for token in tokens if token.type in {"heading_open", "heading_close"}]
    top = min((int(token.tag[1]) for token in headings), default=1)
    for token in headings:
        token.tag = f"h{min(int(token.tag[1]) - top + 2, 5)}"
    return tokens


def render(text: str) -> SafeString:
    """HTML of a Markdown text: no raw HTML, only harmless tags and link schemes, headings from h2."""
    tokens = _shift_headings(_PARSER.parse(text or ""))
    html = _PARSER.renderer.render(tokens, _PARSER.options, {})
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href", "title"}, "th": {"scope"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener",
    )
    return mark_safe(clean.replace("<th>", '<th scope="col">'))  # noqa: S308 - cleaned above
