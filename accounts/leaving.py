"""What is still in somebody's hands when they leave the office; every app hands in its own.

A provider is a function ``(user) -> Iterable[Open]`` in a module ``leaving`` of its app.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from bildungsregion.base.models import Subscription

from .models import Deputyship, User


SHOWN = 20


@dataclass(frozen=True, slots=True)
class Open:
    """Things of one kind: ``rows`` are (text, address or ""), ``total`` counts them all.

    ``hand_over(to=User, by=User)`` gives them to somebody of ``heirs``; without it they end with the account
    or by ``end()``, and ``then`` says how.
    """

    key: str
    title: str
    rows: Sequence[tuple[str, str]]
    total: int
    then: str
    heirs: Sequence[User] = ()
    hand_over: Callable[..., None] | None = None
    end: Callable[[], object] | None = None


Provider = Callable[[User], Iterable[Open]]
_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    _providers.append(provider)
    return provider


def open_of(user: User) -> list[Open]:
    """Everything that is open of this person; kinds without any are left out."""
    autodiscover_modules("leaving")
    return [part for provider in _providers for part in provider(user) if part.total]


@register
def _deputyships(user: User) -> Iterable[Open]:
    rows = Deputyship.objects.not_over(timezone.localdate()).select_related("principal", "deputy")
    both = [*rows.filter(principal=user), *rows.filter(deputy=user)]
    yield Open(
        key="vertretungen",
        title="Vertretungen",
        rows=[(str(row), "") for row in both[:SHOWN]],
        total=len(both),
        then="Sie enden sofort.",
    )


@register
def _subscriptions(user: User) -> Iterable[Open]:
    rows = Subscription.objects.filter(email__iexact=user.email)
    yield Open(
        key="abos",
        title="Abos dieser E-Mail-Adresse",
        rows=[(row.title or row.list, "") for row in rows[:SHOWN]],
        total=rows.count(),
        then="Sie enden; an die Adresse geht nichts mehr.",
        end=rows.delete,
    )
