"""What the office recommends for a query, read once an edition."""

from datetime import date

from django.http import HttpRequest

from bildungsregion.base import edition, folding, search

from .models import BestBet


MOST_SHOWN = 3


def found(request: HttpRequest | None, query: str, day: date) -> list[BestBet]:
    """The recommendations of which one phrase is asked for, those that say most words first; at most three."""
    asked = {folding.stem(word) for word in folding.words(query[: search.LONGEST_QUERY])}
    if not asked:
        return []
    fitting = [
        (-longest, place, bet)
        for place, (bet, phrases) in enumerate(edition.kept(request, "best bets", _all))
        if bet.is_valid_on(day)
        and (longest := max((len(phrase) for phrase in phrases if phrase <= asked), default=0))
    ]
    return [bet for _longest, _place, bet in sorted(fitting, key=lambda row: row[:2])[:MOST_SHOWN]]


def _all() -> list[tuple[BestBet, list[frozenset[str]]]]:
    return [(bet, bet.phrases) for bet in BestBet.objects.all()]
