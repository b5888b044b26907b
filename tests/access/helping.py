"""What every page owes to those who need help with it, read off its source.

WCAG 3.2.6: who to ask and where to tell a barrier stand at the same place, in the same order, on every page.
WCAG 3.3.7: a form does not ask somebody who is signed in for what the account says.
"""

import re

from tests.access.people import Person
from tests.access.places import Place


# In this order below what the page is about: whom to write to (in the office the handbook), then the barrier.
PUBLIC = ("</main>", '<footer class="br-footer">', 'href="mailto:', "/barriere-melden/")
OFFICE = ('<footer id="footer">', 'class="of-footer"', "/verwaltung/hilfe/", "/barriere-melden/")
# Parts of a page, and a list that other websites show within theirs.
NO_PAGES = {"events:embed_frame", "events:embed_list", "text_preview", "admin:pages_teaser_cards"}
# What a browser would fill in about the person at it; the page that asks for one more address, and the one for people
# who cannot sign in.
ABOUT_ME = re.compile(r'<input\b[^>]*\bautocomplete="(?:email|username)"[^>]*>')
ABOUT_OTHERS = {"account_email", "account_reset_password"}


def misplaced(body: str, marks: tuple[str, ...]) -> str:
    """The first of these that does not follow the one before it; "" when all do."""
    at = 0
    for mark in marks:
        at = body.find(mark, at)
        if at < 0:
            return mark
    return ""


def asked_again(body: str) -> list[str]:
    """Fields about the person themselves that are empty."""
    return [field for field in ABOUT_ME.findall(body) if not re.search(r'\bvalue="[^"]', field)]


def faults(place: Place, person: Person, body: str) -> list[str]:
    """What the page of this place owes this person and does not give."""
    if place.name in NO_PAGES or "<html" not in body:
        return []
    is_office = place.is_of_the_office and person.is_in_office
    found = []
    # The office looks at public pages beforehand; those have the public foot.
    missed = misplaced(body, PUBLIC)
    if is_office and missed:
        missed = misplaced(body, OFFICE)
    if missed:
        found.append(f"no help where it always is ({missed})")
    if person.user is not None and not is_office and place.name not in ABOUT_OTHERS:
        found += [f"asks again for {field}" for field in asked_again(body)]
    return found
