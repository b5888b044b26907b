"""What the story tests of the site share: addresses, logins, the text of a page."""

import io

import pikepdf
from django.test import Client
from django.urls import reverse

from funding import drafts
from funding.models import Application


DECLARED = {"declared_not_begun": "on", "declared_true": "on", "declared_privacy": "on"}
PROJECT = {
    "title": "Besuch im Salzmuseum", "field": "museal", "description": "", "provider": "", "provider_name": "Museum",
    "place": "Lüneburg", "municipality": "", "own_premises": "nein",
}  # fmt: skip


def url(name: str, case: Application, *more) -> str:
    return reverse(f"funding:{name}", args=[case.key, *more])


def step(case: Application, section: str) -> str:
    return url("application_step", case, section)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def text_of(response) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def with_stamp(case: Application, section: str, **typed) -> dict:
    """What a browser sends that has just loaded this step and changed ``typed``."""
    case.refresh_from_db()
    return drafts.typed(case, section) | {"stand": drafts.stamp(case, section)} | typed


def queries_of(client, address, django_assert_max_num_queries) -> int:
    """How many queries the second visit takes."""
    client.get(address)
    with django_assert_max_num_queries(60) as counted:
        client.get(address)
    return len(counted)


def blank_pdf(pages: int = 1) -> bytes:
    file, document = io.BytesIO(), pikepdf.new()
    for _page in range(pages):
        document.add_blank_page()
    document.save(file)
    return file.getvalue()
