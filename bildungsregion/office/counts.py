"""What the start page counts once, for several of its panels."""

from django.contrib import admin
from django.db.models import Count, F, Model, Q, Value
from django.http import HttpRequest

from bildungsregion.base import hints
from bildungsregion.base.admin import PublishableAdmin
from bildungsregion.base.outbox.models import OutgoingMail


def edited_by(request: HttpRequest) -> list[type[Model]]:
    """The kinds of entries that this person may change."""
    return [
        model
        for model, page in admin.site._registry.items()
        if isinstance(page, PublishableAdmin) and page.has_change_permission(request)
    ]


def sums(request: HttpRequest) -> dict[str, dict]:
    """By label of the model, and of what its rows lack, how many are ``shown`` and ``hidden``; one query a request."""
    if not hasattr(request, "office_sums"):
        counted = [
            model.objects.order_by()
            .annotate(label=Value(model._meta.label_lower))
            .values("label")
            .annotate(
                shown=Count("pk", filter=Q(is_published=True)), hidden=Count("pk") - F("shown")
            )
            for model in edited_by(request)
        ]
        counted += hints.questions(request) if counted else []
        found = counted[0].union(*counted[1:], all=True) if counted else []
        request.office_sums = {row["label"]: row for row in found}
    return request.office_sums


def mails(request: HttpRequest) -> dict:
    """How it stands with the mails (``OutgoingMailQuerySet.standing``), asked once a request."""
    if not hasattr(request, "office_mails"):
        request.office_mails = OutgoingMail.objects.standing()
    return request.office_mails
