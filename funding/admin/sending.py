"""The start page's tasks about letters on their way."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from bildungsregion.base import today
from bildungsregion.base.today import Panel
from funding.worklist import sending


@today.register(order=20)
def letters(request: HttpRequest) -> Iterator[Panel]:
    """For those who work on cases: what goes to the post, and what was not fetched in the portal."""
    if not request.region.has("funding") or not request.user.has_perm("funding.review_application"):
        return
    post, missed = sending.on_their_way(timezone.localdate())
    yield Panel(
        key="post",
        title="Zur Post zu geben",
        lines=post.lines,
        total=post.total,
        empty="Kein Schreiben wartet auf die Post.",
        url=reverse("admin:funding_letter_post"),
    )
    yield Panel(
        key="nicht-abgerufen",
        title="Im Portal nicht abgerufen",
        lines=missed.lines,
        total=missed.total,
        empty="Alle Schreiben im Portal sind abgerufen oder noch in der Frist.",
    )
