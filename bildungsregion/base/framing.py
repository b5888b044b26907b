"""Pages of people who are signed in, drawn once around what belongs to them (docs/adr/0360).

What is kept is the page with holes. What is put into them is never kept, and no template sees it while the page is
drawn.
"""

import re
from collections.abc import Hashable, Mapping
from secrets import token_hex

from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import get_template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from . import edition


# Letters that no template prints and nothing escapes, and a word that nobody knows who types such letters.
_WORD = token_hex(8)
_HOLE = re.compile(f"\ue002{_WORD}(\\w+)\ue003")
_TOKEN, _SECRET = "csrf_token", "secret"


def hole(name: str) -> SafeString:
    """What stands in the page for a value that ``framed`` is given under this name."""
    return mark_safe(f"\ue002{_WORD}{name}\ue003")  # noqa: S308 - no letter of it means anything to a browser


def is_usual(request: HttpRequest) -> bool:
    """Whether the page looks as always: nothing to tell of the last click, nothing asked beyond the address."""
    return bool(edition.of(request)) and not request.GET and not len(get_messages(request))


def framed(
    request: HttpRequest,
    template_name: str,
    key: Hashable,
    shown: Mapping[str, object],
    own: Mapping[str, object],
    secret: str,
) -> str:
    """The whole page: drawn once an edition, language and key with ``shown``, filled with what is somebody's ``own``.

    ``shown`` may hold nothing that the key does not decide. ``secret`` is the part of the address that nobody else
    has. Values that are not safe are escaped. ``is_usual`` says when a page may be framed.
    """
    place = template_name, key, request.scheme, request.get_host(), request.user.is_staff

    def draw() -> tuple[str, ...]:
        text = get_template(template_name).render({**shown, _TOKEN: hole(_TOKEN)}, request)
        return tuple(_HOLE.split(text.replace(secret, hole(_SECRET))))

    pieces = list(edition.kept(request, place, draw))
    filling = {**own, _TOKEN: get_token(request), _SECRET: secret}
    pieces[1::2] = (conditional_escape(filling[name]) for name in pieces[1::2])
    return "".join(pieces)
