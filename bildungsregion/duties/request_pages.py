"""Access and erasure in guided steps: who asks, what is there, what goes, the answer (Art. 12, 15 and 17 DSGVO)."""

import io
import json
import zipfile

from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST

from bildungsregion.base import processing
from bildungsregion.base.admin import demand_right
from bildungsregion.base.errors import DomainError

from . import actions
from .admin_forms import AnswerForm, IdentityForm, RequestForm
from .labels import LABELS
from .models import DataRequest
from .workflow import may


class RequestPages:
    """Part of the admin of requests."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/identitaet/", view(self.identity), name="bildungsregion_datarequest_identity"),
            path("<int:pk>/daten.zip", view(require_POST(self.file)), name="bildungsregion_datarequest_file"),
            path("<int:pk>/loeschen/", view(self.erase), name="bildungsregion_datarequest_erase"),
            *super().get_urls(),
        ]  # fmt: skip

    def add_view(self, request, form_url="", extra_context=None):
        demand_right(request, "bildungsregion.add_datarequest")
        form = RequestForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            case = actions.receive_request(values=form.cleaned_data, by=request.user)
            return HttpResponseRedirect(self.page_of(case))
        context = {"title": "Auskunft oder Löschung aufnehmen", "form": form}
        return self.own_page(request, "admin/duties/request_add.html", context, form=form)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The case: what was found, the next step, the log."""
        case = self._case(request, object_id)
        if request.method != "POST":
            return self.case_page(request, case)
        demand_right(request, self.right)
        form = AnswerForm(request.POST)
        if form.is_valid() and self.act(
            request, "answer", actions.answer_request, request=case, **form.cleaned_data
        ):
            return HttpResponseRedirect(self.page_of(case))
        return self.case_page(request, case, form)

    def case_page(self, request, case: DataRequest, form=None, note_form=None) -> HttpResponse:
        found = found_rows(case, request.region.state) if not case.is_erased else []
        was_erased = case.steps.filter(verb="erase").exists()
        proposed = _proposed(case, found, was_erased) if may(case, "answer") else ""
        form = form or AnswerForm(initial={"answer": proposed})
        context = self.shown(request, case, note_form) | {
            "form": form,
            "identity_form": IdentityForm(
                case=case, initial={"identity": case.identity, "note": case.identity_note}
            ),
            "found": found,
            "was_erased": was_erased,
        }
        return self.own_page(request, "admin/duties/request.html", context, form=note_form or form)

    def identity(self, request: HttpRequest, pk: int) -> HttpResponse:
        demand_right(request, self.right)
        case = self._case(request, pk)
        form = IdentityForm(request.POST or None, case=case)
        if request.method == "POST" and form.is_valid():
            self.act(request, "identify", actions.identify, request=case, **form.cleaned_data)
            return HttpResponseRedirect(self.page_of(case))
        context = {"title": f"Identität prüfen: {case.number}", "case": case, "form": form}
        return self.own_page(request, "admin/duties/identity.html", context, form=form)

    def file(self, request: HttpRequest, pk: int) -> HttpResponse:
        """That it was put together stands in the log."""
        demand_right(request, self.right)
        case = self._case(request, pk)
        try:
            found = actions.export(request=case, by=request.user)
        except DomainError as error:
            messages.error(request, error.message)
            return HttpResponseRedirect(self.page_of(case))
        answer = HttpResponse(packed(case, found), content_type="application/zip")
        answer["Content-Disposition"] = f'attachment; filename="auskunft-{case.number}.zip"'
        answer["Cache-Control"] = "no-store"
        return answer

    def erase(self, request: HttpRequest, pk: int) -> HttpResponse:
        """First what will go and what stays, then, on a second click, the deed."""
        demand_right(request, self.right)
        case = self._case(request, pk)
        if request.method == "POST":
            self.act(request, "erase", actions.erase, request=case)
            return HttpResponseRedirect(self.page_of(case))
        found = found_rows(case, request.region.state)
        context = {"title": f"Löschen: {case.number}", "case": case, "found": found}
        return self.own_page(request, "admin/duties/erase.html", context)

    def _case(self, request: HttpRequest, pk) -> DataRequest:
        """Asks for the right first: who has it not never learns which numbers there are."""
        if not self.has_view_permission(request):
            demand_right(request, self.right)
        return get_object_or_404(DataRequest.objects.select_related("decided_by"), pk=pk)


def found_rows(case: DataRequest, state: str) -> list[dict]:
    """For each place where something is: title, how many, whether it can go, and why what stays does."""
    found = actions.found_for(case)
    rows = []
    for holding in processing.every_holding():
        there = found.get(holding.key)
        if there:
            count = len(there) if isinstance(there, list) else 1
            rows.append({
                "title": holding.title, "count": count, "goes": holding.erase is not None,
                "stays": processing.in_land(holding.stays, state), "term": processing.in_land(holding.term, state),
            })  # fmt: skip
    return rows


def packed(case: DataRequest, found: dict) -> bytes:
    """A ZIP with the same twice: for programs (JSON) and for people (HTML that prints)."""
    said = json.dumps(found, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    titles = {holding.key: holding.title for holding in processing.every_holding()}
    sections = [
        (titles[key], [_lines(row) for row in (rows if isinstance(rows, list) else [rows])])
        for key, rows in found.items()
        if rows and key in titles
    ]
    page = render_to_string(
        "admin/duties/export.html",
        {"case": case, "sections": sections, "made_on": timezone.localdate()},
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("daten.json", said)
        archive.writestr("auskunft.html", page)
    return file.getvalue()


def _lines(row: dict) -> list[tuple[str, str]]:
    """Pairs of a German label and what stands there; what is empty is left out."""
    return [
        (LABELS.get(name.rsplit("__", 1)[-1], name), _said(value))
        for name, value in row.items()
        if value not in ("", None, [], {})
    ]


def _said(value) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if hasattr(value, "strftime"):
        moment = timezone.localtime(value) if hasattr(value, "hour") else value
        return f"{moment:%d.%m.%Y %H:%M}" if hasattr(value, "hour") else f"{moment:%d.%m.%Y}"
    if isinstance(value, list | dict):
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
    return str(value)


def _proposed(case: DataRequest, found: list[dict], was_erased: bool) -> str:
    """What the answer may begin with; the office words the rest."""
    if not case.email:
        # Nobody searched yet: the portal knows people by their address.
        return ""
    if case.wish == DataRequest.Wish.ACCESS:
        return "Sie bekommen die Zusammenstellung aller Angaben, die wir zu Ihrer E-Mail-Adresse gespeichert haben."
    if not was_erased:
        return ""
    done = (
        "Wir haben Ihre Angaben gelöscht."
        if case.result
        else "Wir haben nichts gefunden, was zu löschen war."
    )
    stays = " ".join(row["stays"] for row in found if row["stays"])
    return f"{done} {stays}".strip()
