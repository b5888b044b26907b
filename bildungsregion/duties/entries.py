"""What stands at an address of the portal, and whose it is."""

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Model
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme

from actors.models import Actor, Membership, Offer
from bildungsregion.base.translations import GERMAN
from bildungsregion.finding.sources import SOURCES
from documents.models import Document
from events.models import Event
from projects.models import Project


_BY_URL = {source.url: source for source in SOURCES}
# Addresses that open something by themselves must not travel any further.
SECRETS = frozenset({"token", "key", "signed", "uidb36"})
# Rows that one click takes from the site; texts of the office have their own way there.
HIDEABLE = (Actor, Offer, Event, Project, Document)


def path_of(address: str) -> str:
    """The path of an address of this portal; "" for what is none (another scheme, nothing usable).

    What it gives is written into links: it never leads a browser to another host ("//host", "/\\host").
    """
    if len(address) > 500:
        return ""
    try:
        path = urlsplit(address.strip()).path
    except ValueError:
        return ""
    is_usable = re.fullmatch(r"/[^\s<>\"]*", path) and url_has_allowed_host_and_scheme(path, None)
    return path if is_usable else ""


def match_of(path: str):
    """Where the path leads, in whatever language it is; None for nowhere."""
    first = path.split("/")[1] if path.count("/") > 1 else ""
    language = first if first in dict(settings.LANGUAGES) and first != GERMAN else GERMAN
    with translation.override(language):
        try:
            return resolve(path)
        except Resolver404:
            return None


def entry_at(path: str, *, hidden: bool = False) -> Model | None:
    """The row whose page this is: a published one, or for the office also one that was taken down."""
    match = match_of(path) if path else None
    source = match and _BY_URL.get(match.view_name)
    if not source or "slug" not in match.kwargs:
        return None
    rows = source.model.objects.all() if hidden else source.model.objects.published()
    return rows.filter(slug=match.kwargs["slug"]).first()


def is_gone(path: str) -> bool:
    """Whether the address is one of an entry, and nobody reads anything there (any more)."""
    match = match_of(path) if path else None
    is_of_entry = match is not None and match.view_name in _BY_URL and "slug" in match.kwargs
    return is_of_entry and entry_at(path) is None


def may_be_told(match) -> bool:
    """Whether the address may be written into a link: it opens nothing by itself."""
    return match is not None and not SECRETS.intersection(match.kwargs)


def owner_of(row: Model | None) -> Actor | None:
    """The institution that an entry belongs to."""
    match row:
        case Actor():
            return row
        case Offer():
            return row.actor
        case Event():
            return row.organiser
        case Project():
            return row.lead
    return None


def addresses_of(row: Model | None) -> list[str]:
    """Whom to write to about the entry: who heads the institution, else its own address."""
    owner = owner_of(row)
    if owner is None:
        return []
    heads = owner.memberships.filter(
        role=Membership.Role.HEAD, confirmed_at__isnull=False, user__is_active=True
    )
    found = list(heads.order_by("pk").values_list("user__email", flat=True))
    return found or [address for address in [owner.email] if address]
