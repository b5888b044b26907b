"""„Einrichtung“: how far the portal of a new district has come."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bildungsregion.base.admin import demand_right

from .checklist import steps
from .today import RIGHT


def checklist(request: HttpRequest) -> HttpResponse:
    demand_right(request, RIGHT)
    found = [
        (step, not step.right or request.user.has_perm(step.right))
        for step in steps(request.region, request.user)
    ]
    done = sum(step.is_done for step, _may in found)
    said = f"{done} von {len(found)} Schritten"
    context = {
        "title": "Einrichtung",
        "steps": found,
        "done": done,
        "total": len(found),
        "said": said,
    }
    return render(
        request, "admin/bildungsregion/setup.html", admin.site.each_context(request) | context
    )
