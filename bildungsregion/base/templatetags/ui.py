"""How things look in templates: formatting only, no queries."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils import timezone
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from bildungsregion.base import languages, look, markdown as markdown_text, money
from bildungsregion.base.dates import date_format
from bildungsregion.base.forms import SiteRenderer
from bildungsregion.base.languages import is_german


register = template.Library()

# Icons that KERN lacks; drawn in css/components.css, those that only topics have in css/topics.css.
OWN_ICONS = frozenset({
    "access", "ballot", "bus", "child", "clock", "document", "euro", "filter", "group", "handshake", "leaf",
    "list", "map", "palette", "phone", "place", "print", "project", "school", "screen", "signpost", "speech",
    "tools", "topic",
})  # fmt: skip
_SUMMER_TIME = {"CET": "MEZ", "CEST": "MESZ"}
_JSON_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.filter
def euro(cents: int | None) -> str:
    """Integer cents as "1.234,50 €"; "" for None."""
    return "" if cents in (None, "") else money.euro(cents)


@register.filter
def markdown(text: str | None) -> SafeString:
    """Markdown as safe HTML, headings from h2."""
    return markdown_text.render(text or "")


@register.filter
def german(name: str) -> str | SafeString:
    """A German name or title that stands as it is, told apart within words of another language (WCAG 3.1.2)."""
    return name if is_german() or not name else format_html('<bdi lang="de">{}</bdi>', name)


@register.filter
def address_here(address: str) -> str:
    """An address that the office wrote, in the language of the page where the portal has it in that."""
    return languages.address_here(address)


def _day(day: date) -> str:
    return date_format(day, "D, j. F Y")


def _clock(moment: datetime) -> str:
    """ "16" or "16:30", and the kind of time where the hour exists twice (end of summer time)."""
    text = date_format(moment, "G" if moment.minute == 0 and is_german() else "G:i")
    if moment.utcoffset() != moment.replace(fold=1 - moment.fold).utcoffset():
        text += f" {_SUMMER_TIME.get(moment.tzname(), moment.tzname())}"
    return text


def _days(start: date, end: date | None) -> str:
    if end is None or end == start:
        return _day(start)
    if start.year != end.year:
        return f"{date_format(start, 'j. F Y')} – {date_format(end, 'j. F Y')}"
    if start.month != end.month:
        return f"{date_format(start, 'j. F')} – {date_format(end, 'j. F Y')}"
    return f"{date_format(start, 'j.')}–{date_format(end, 'j. F Y')}"


@register.filter
def daterange(start: date | datetime | None, end: date | datetime | None = None) -> str:
    """From … to, as people say it: "Di, 3. März 2026, 16–18 Uhr", "3.–5. März 2026".

    Moments are shown in Berlin time; plain dates as days. No end, or one equal to the start, is
    left out. "" without a start.
    """
    if not start:
        return ""
    if not isinstance(start, datetime):
        return _days(start, end or None)
    begins = timezone.localtime(start)
    hour = _("%(time)s Uhr")
    if not end or end == start:
        return f"{_day(begins)}, {hour % {'time': _clock(begins)}}"
    ends = timezone.localtime(end)
    if begins.date() == ends.date():
        return f"{_day(begins)}, {hour % {'time': f'{_clock(begins)}–{_clock(ends)}'}}"
    return " – ".join(f"{_day(at)}, {hour % {'time': _clock(at)}}" for at in (begins, ends))


@register.filter
def share(part: int | None, total: int | None) -> int:
    """Whole percent of ``total``, rounded half up, kept between 0 and 100; 0 of nothing is 0."""
    if not part or not total or total < 0:
        return 0
    return max(0, min(100, (200 * part + total) // (2 * total)))


@register.filter
def segments(parts: Iterable[Mapping[str, Any]], total: int) -> list[dict[str, Any]]:
    """The parts of a bar with ``x`` and ``width`` added, in percent of ``total`` (two decimals).

    Each part is a mapping with ``label``, ``value`` (integer), ``text`` and ``kind``. Parts that
    together exceed the total are scaled down, so that the bar is never longer than its frame.
    """
    parts = list(parts)
    whole = max(total or 0, sum(part["value"] for part in parts)) or 1
    bar, x = [], Decimal(0)
    for part in parts:
        width = (Decimal(max(part["value"], 0)) * 100 / whole).quantize(Decimal("0.01"))
        bar.append({**part, "x": f"{x:f}", "width": f"{width:f}"})
        x += width
    return bar


@register.filter
def elided(page: Page) -> list[int | str]:
    """The page numbers worth printing: 1 2 … 7 [8] 9 … 40 41."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


@register.simple_tag(takes_context=True)
def page_query(context: template.Context, key: str, number: int) -> str:
    """The query string of another page of this list; page 1 has no number in its address."""
    query = context.request.GET.copy()
    query[key] = number
    if number == 1:
        del query[key]
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def nav_current(context: template.Context, path: str) -> SafeString:
    """``aria-current`` for a link of the navigation: "page" on it, "true" on pages below it."""
    request = getattr(context, "request", None)
    if request is None or not path:
        return SafeString("")
    if request.path == path:
        return SafeString('aria-current="page"')
    if path != f"/{languages.prefix_of(languages.active())}" and request.path.startswith(path):
        return SafeString('aria-current="true"')
    return SafeString("")


@register.simple_tag
def json_ld(data: Any) -> SafeString:
    """A schema.org object as a data block; nothing in it can end the element. "" for nothing.

    Data blocks are not executed, so a Content-Security-Policy without inline scripts lets them be.
    """
    if not data:
        return SafeString("")
    text = json.dumps(data, ensure_ascii=False, default=str).translate(_JSON_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - escaped


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """One of KERN's icons or our own, in the colour of the text; silent unless it has a label."""
    kind = f"br-icon--{name}" if name in OWN_ICONS else f"kern-icon--{name}"
    if label:
        return format_html(
            '<span class="kern-icon br-icon {}" role="img" aria-label="{}"></span>', kind, label
        )
    return format_html('<span class="kern-icon br-icon {}" aria-hidden="true"></span>', kind)


@register.simple_tag(takes_context=True)
def region_static(context: template.Context, pattern: str) -> str:
    """Address of a static file that each region has: ``{% region_static "img/%s.svg" %}``.

    A region that brought no look of its own gets the plain one; "" where that has no such file either.
    """
    region = context.get("region")
    return look.address(pattern, region.slug) if region else ""


@register.simple_tag
def site_form(form: forms.BaseForm, *, mark_optional: bool = True) -> SafeString:
    """A form of another package (login, second factor, filters) in the look of our own forms."""
    form.renderer = SiteRenderer()
    form.mark_optional, form.focus_errors = mark_optional, True
    form.bound_field_class = form.renderer.bound_field_class
    form._bound_fields_cache.clear()
    return form.render()


@register.simple_tag(takes_context=True)
def block_text(context: template.Context, name: str) -> str:
    """What a page writes into one of its blocks, as one line of plain text, to use it a second time."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block(name) if blocks else None
    return SafeString(" ".join(strip_tags(block.render(context)).split())) if block else ""
