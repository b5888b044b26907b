"""Reads the pages of the directory."""

import json
import re


def page(client, entry, query="") -> str:
    return client.get(entry.get_absolute_url() + query).content.decode()


def json_ld(html: str) -> dict:
    """The schema.org object of a page."""
    return json.loads(
        re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)[1]
    )
