"""Bare Django views as the limit: a constant, 20 rows of one indexed query in a template, and a row that is written.

Nothing of the portal: no middleware, no apps; only the same server, the same database, the same size.
"""

import os
from functools import cache

import django
import environ
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import models
from django.http import HttpResponse
from django.template import engines
from django.urls import path


SIZE = 20_000

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    SECRET_KEY="bare",
    DATABASES={
        "default": environ.Env().db("DATABASE_URL")
        | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    },
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    LOGGING_CONFIG=None if os.environ.get("QUIET") else "logging.config.dictConfig",
)
django.setup()


class Row(models.Model):
    """The table of the cases, read with three columns."""

    number = models.TextField()
    title = models.TextField()
    status = models.TextField()

    class Meta:
        app_label = "bare"
        managed = False
        db_table = "funding_application"

    def __str__(self):
        return self.number


class Note(models.Model):
    """A table that has nothing beside its rows (writing.py makes it)."""

    text = models.TextField()

    class Meta:
        app_label = "bare"
        managed = False
        db_table = "bare_note"

    def __str__(self):
        return self.text


PAGE = engines["django"].from_string(
    "{% for row in rows %}<li>{{ row.number }} {{ row.title }} {{ row.status }}"
    + "." * (SIZE // 20 - 60)
    + "</li>{% endfor %}"
)


@cache
def _filler(size: int) -> bytes:
    return b"x" * size


def constant(request, size=SIZE):
    return HttpResponse(_filler(size))


def query(request):
    return HttpResponse(PAGE.render({"rows": Row.objects.order_by("-pk")[:20]}, request))


def write(request):
    """Answers when its row is on the disk."""
    Note.objects.create(text="x" * 500)
    return HttpResponse()


urlpatterns = [
    path("constant/", constant),
    path("constant/<int:size>/", constant),
    path("query/", query),
    path("write/", write),
]
application = get_wsgi_application()
