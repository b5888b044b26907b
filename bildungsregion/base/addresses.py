"""Addresses of pages, worked out once: a list reverses the same twenty again and again."""

from functools import lru_cache

from django.urls import reverse


@lru_cache(maxsize=20_000)
def address_of(name: str, *args) -> str:
    """What ``reverse`` gives; one installation has one set of routes and one prefix."""
    return reverse(name, args=args)
