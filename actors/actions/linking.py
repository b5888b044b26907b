"""Links are tried, written down and mended."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.db import transaction

from actors import links
from actors.links import Fetch, Finding, Places
from actors.models import Actor, DeadLink
from bildungsregion.base.errors import DomainError
from bildungsregion.base.fetching import fetch as guarded_fetch


# So many that none of them answers says more of this machine than of them.
ENOUGH_TO_DOUBT_US = 5
MENDED_KEPT = timedelta(days=60)


def check_links(
    *, today: date, most: int, fetch: Fetch = guarded_fetch, pause: float = links.PAUSE_SECONDS
) -> dict[str, Finding]:
    """Try tonight's share of all addresses and write down what they answered; one failure counts a day.

    Nothing is written before all are tried. Raises DomainError where nobody answers at all, because
    then this machine has no way to the web.
    """
    urls = links.tonight(links.places(), DeadLink.objects.all(), today, most)
    found = links.try_all(urls, fetch=fetch, pause=pause)
    if len(found) >= ENOUGH_TO_DOUBT_US and not any(one.status for one in found.values()):
        raise DomainError(
            f"Von {len(found)} Adressen antwortete keine: Vermutlich erreicht dieser Rechner das Netz "
            "nicht. Es wurde nichts vermerkt."
        )
    # Read anew: in the meantime somebody may have changed an entry.
    note(found=found, places=links.places(), today=today)
    return found


@transaction.atomic
def note(*, found: Mapping[str, Finding], places: Places, today: date) -> None:
    """Write what the addresses answered to each institution that shows them."""
    rows = {(row.actor_id, row.url): row for row in DeadLink.objects.select_for_update(no_key=True)}
    gone = [row.pk for (actor, url), row in rows.items() if actor not in places.get(url, ())]
    DeadLink.objects.filter(pk__in=gone).delete()
    for url, finding in found.items():
        for actor in places.get(url, ()):
            row = rows.get((actor, url)) or DeadLink(
                actor_id=actor, url=url, failures=0, found_on=today, tried_on=today
            )
            if finding.is_alive:
                _note_answer(row, finding, today)
            elif finding.is_alive is False:
                _note_failure(row, finding, today)
    DeadLink.objects.filter(mended_on__lt=today - MENDED_KEPT, moved_to="").delete()


def _note_answer(row: DeadLink, finding: Finding, today: date) -> None:
    was_dead, moved = row.is_dead, finding.moved_to
    if not (was_dead or moved or row.mended_on):
        # Away for a day or two, or never: nothing to keep.
        if row.pk:
            row.delete()
        return
    row.keeps_address = row.keeps_address and row.moved_to == moved
    row.failures, row.status, row.fault, row.moved_to = 0, finding.status, "", moved
    row.mended_on = today if was_dead else row.mended_on
    row.tried_on = today
    row.save()


def _note_failure(row: DeadLink, finding: Finding, today: date) -> None:
    if row.failures and row.tried_on >= today:
        return
    if not row.failures:
        row.found_on = today
    row.failures += 1
    row.status, row.fault, row.moved_to, row.mended_on = finding.status, finding.fault, "", None
    row.tried_on = today
    row.save()


@transaction.atomic
def take_over(*, link: DeadLink) -> Actor:
    """Put the new address of a website into the entry.

    Raises DomainError where the entry does not have the old one as its website (any more).
    """
    actor = Actor.objects.select_for_update(of=("self",), no_key=True).get(pk=link.actor_id)
    demand_moved_website(link, actor)
    actor.website = link.moved_to
    actor.save(update_fields=["website", "updated_at"])
    link.delete()
    return actor


def demand_moved_website(link: DeadLink, actor: Actor) -> None:
    """Raises DomainError where the link has no new address, or is not the entry's website (any more)."""
    if not link.moved_to or actor.website != link.url:
        raise DomainError(
            "Diese Adresse steht nicht als Website im Eintrag. Bitte ändern Sie sie dort im Text."
        )


def keep_address(*, link: DeadLink) -> None:
    """The office does not want the new address; it is offered again only when it moves elsewhere."""
    DeadLink.objects.filter(pk=link.pk).update(keeps_address=True)


def report(found: Mapping[str, Finding]) -> str:
    """What a run found, in a sentence."""
    failed = sum(one.is_alive is False for one in found.values())
    moved = sum(bool(one.moved_to) for one in found.values())
    return f"{len(found)} Adressen probiert: {failed} antworten nicht, {moved} sind umgezogen."
