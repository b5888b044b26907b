"""„Heute“ of a district that has just begun leads to its list of first steps."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse

from actors.models import Actor
from bildungsregion.base import today
from bildungsregion.base.today import Line, Panel
from bildungsregion.office import counts


RIGHT = "base.change_region"


@today.register(order=1)
def first_steps(request: HttpRequest) -> Iterator[Panel]:
    """Until the directory has its first entry: by then the office has found its way."""
    if not request.user.has_perm(RIGHT):
        return
    counted = counts.sums(request).get(Actor._meta.label_lower)
    if counted["shown"] if counted else Actor.objects.published().exists():
        return
    line = Line(
        title="Einrichtung",
        why="Schritt für Schritt, was noch fehlt, jeder mit der Seite, auf der er getan wird.",
        url=reverse("office_setup"),
    )
    yield Panel(
        key="einrichtung",
        title=f"{request.region.name} ist neu: zuerst hierhin",
        lines=[line],
        total=1,
        url=reverse("office_setup"),
    )
