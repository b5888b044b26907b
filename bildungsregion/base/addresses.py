"""Addresses of pages, worked out once: a list reverses the same twenty again and again."""

from functools import lru_cache

from django.urls import reverse

from .languages import active


def address_of(name: str, *args) -> str:
    """What ``reverse`` gives in the language of the page; one installation has one set of routes."""
    return _address(active(), name, args)


@lru_cache(maxsize=50_000)
def _address(_language: str, name: str, args: tuple) -> str:
    return reverse(name, args=args)
