"""„Betrieb“: how the installation is, for who runs it."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from bildungsregion.base.admin import demand_right
from bildungsregion.models import Night

from . import faults, health


RIGHT = "bildungsregion.view_night"


def operation(request: HttpRequest) -> HttpResponse:
    """Everything that the machine knows of itself; faults of the last day by their kind."""
    demand_right(request, RIGHT)
    found = list(health.look(health.EVERY))
    context = {
        "title": "Betrieb",
        "findings": found,
        "ill": sum(finding.is_well is False for finding in found),
        "nights": Night.objects.all()[:7],
        "faults": faults.recent(),
        "now": timezone.now(),
    }
    return render(
        request, "admin/bildungsregion/operation.html", admin.site.each_context(request) | context
    )
