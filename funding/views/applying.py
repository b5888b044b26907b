"""Filling in an application, step by step; each step is saved as typed."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from actors.models import Actor, Membership
from bildungsregion.base import edition
from bildungsregion.base.errors import DomainError
from bildungsregion.base.field_looks import DrawnForm, form_look
from funding import drafts, prefill, summary
from funding.forms import rows
from funding.forms.sections import BeginForm, SectionForm
from funding.models import Application
from funding.models.applications import new_token
from funding.selfcheck import latest_receipt

from .doors import SignedIn, kept_post, token_in
from .public import ProgrammePage
from .step_page import StepPage
from .steps import FormSteps


Section = Application.Section


class ApplicationCreate(SignedIn, ProgrammePage):
    """For which institution? Everything else comes along from the address or the last application."""

    template_name = "funding/application_create.html"

    def get(self, request, *args, **kwargs):
        return self.render_to_response(self.get_context_data(form=self.make_form()))

    def post(self, request, *args, **kwargs):
        context = self.get_context_data(form=self.make_form(request.POST))
        form = context["form"]
        if not self.is_chosen or not form.is_valid():
            return self.render_to_response(context, status=422)
        try:
            case = drafts.begin(
                programme=self.programme,
                institution=form.cleaned_data["institution"],
                role=form.cleaned_data["role"] or Membership.Role.CONTACT,
                by=request.user,
                token=token_in(request, least=20, most=20),
                query=request.GET,
            )
        except DomainError as error:
            form.add_error(None, error.message)
            return self.render_to_response(context, status=422)
        return redirect("funding:application_step", case.key, Section.INSTITUTION)

    def make_form(self, data=None) -> BeginForm:
        own = self.own_institutions()
        if data is None and (chosen := kept_post(self.request)):
            data = chosen
        last = own[0] if own else None
        form = BeginForm(
            data, initial={"institution": last.actor_id, "role": last.role} if last else {}
        )
        if last:
            # Their role is known; whoever speaks for several institutions chooses among all.
            form.fields["role"].required = False
            form.fields["role"].widget = form.fields["role"].hidden_widget()
        return form

    def own_institutions(self) -> list[Membership]:
        eligible = Actor.objects.published().funding_eligible()
        ties = Membership.objects.filter(user=self.request.user, actor__in=eligible)
        return list(ties.select_related("actor").order_by("-created_at"))

    def get_context_data(self, **kwargs):
        query = self.request.GET
        cost_rows = prefill.cost_rows(query)
        return super().get_context_data(
            token=new_token(),
            offer=prefill.offer_named(query),
            event=prefill.event_named(query),
            brings_costs=any(name.endswith(("-preis", "-summe")) for name in cost_rows),
            drafts=Application.objects.drafts()
            .filter(created_by=self.request.user)
            .order_by("-updated_at")[:3],
            **kwargs,
        )


class ApplicationStep(StepPage):
    """One step of the form: GET shows what is saved, POST saves whatever was typed."""

    def dispatch(self, request, *args, **kwargs):
        self.section = kwargs["section"]
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        if self.section not in self.case.editable_sections:
            return redirect(self.case)
        if sent := kept_post(request):
            return self.bring_back(sent)
        strict = "pruefen" in request.GET
        return self.shown(self.get_context_data(lenient=not strict))

    def bring_back(self, sent: dict):
        """What was sent while nobody was signed in: saved now, or shown if the step has moved on."""
        try:
            drafts.save(
                case=self.case,
                section=self.section,
                data=sent,
                seen=sent.get("stand", ""),
                by=self.request.user,
            )
        except DomainError as error:
            return self.refuse(sent, error)
        messages.success(
            self.request, _("Sie waren abgemeldet. Ihre Eingaben sind wieder da und gespeichert.")
        )
        return redirect(self.request.path)

    def post(self, request, *args, **kwargs):
        sent, focus, copied = request.POST.dict(), "", None
        if rows.pressed(sent):
            original = sent.get(rows.COPY_APPOINTMENT)
            sent, focus = rows.press(sent)
            copied = (original, focus) if original and focus else None
        try:
            self.case = drafts.save(
                case=self.case,
                section=self.section,
                data=sent,
                seen=sent.get("stand", ""),
                by=request.user,
                copied=copied,
            )
        except DomainError as error:
            return self.refuse(sent, error)
        if focus:
            return HttpResponseRedirect(f"{request.path}#{focus}")
        return self.go_on(sent)

    def go_on(self, sent: dict):
        if "autosave" in sent:
            return self.saved()
        if "later" in sent:
            messages.success(
                self.request, _("Gespeichert. Sie können hier jederzeit weitermachen.")
            )
            return redirect("my_area")
        steps = FormSteps(self.case, self.section, self.request)
        if "back" in sent:
            return redirect(steps.previous_url)
        if drafts.faults(self.case, self.section):
            return self.render_to_response(self.get_context_data(lenient=False), status=422)
        return redirect(steps.next_url)

    def saved(self):
        """For the script that saves while somebody types."""
        moment = timezone.localtime()
        text = _("Gespeichert %(time)s") % {"time": f"{moment:%H:%M}"}
        return JsonResponse({"stand": drafts.stamp(self.case, self.section), "text": text})

    def refuse(self, sent: dict, error: DomainError):
        """Tell what stands against it, and show back what they typed beside what is saved now."""
        if "autosave" in sent:
            return JsonResponse({"text": error.message}, status=409)
        self.case.refresh_from_db()
        text = drafts.own_fields(self.section, sent)
        is_open = self.section in self.case.editable_sections
        saved = next((p.fields for p in summary.parts(self.case) if p.section == self.section), [])
        stand = drafts.stamp(self.case, self.section)
        self.case.draft_data = self.case.draft_data | {self.section: text}
        context = self.get_context_data(
            lenient=True, conflict=error.message, saved=saved, is_open=is_open
        )
        return self.render_to_response(context | {"stand": stand}, status=409)

    def column_form(self, lenient: bool) -> SectionForm | DrawnForm | None:
        """The fields that are columns; drawn around their values where the step is known to be right."""
        case, section, request = self.case, self.section, self.request
        make = partial(drafts.column_form, case, section, lenient=lenient)
        mark = edition.of(request)
        is_known = mark and section in drafts.COLUMN_FORMS
        if is_known and not drafts.faults(case, section, mark):
            key = ("form of a step", section, case.on_behalf)
            look = edition.kept(request, key, lambda: form_look(make()))
            return look.filled(drafts.typed(case, section))
        form = make()
        if form is not None:
            form.asked_by = request
        return form

    def get_context_data(self, *, lenient=True, **kwargs):
        case, section = self.case, self.section
        context = {
            "section": section,
            "body": f"funding/_step_{section}.html",
            "title": Section(section).label,
            "steps": FormSteps(case, section, self.request),
            "stand": drafts.stamp(case, section),
            "form": self.column_form(lenient),
            "is_open": True,
            "conflict": "",
            "info_request": case.open_request if not case.is_draft else None,
        }
        if section == Section.APPOINTMENTS:
            context["table"] = table = drafts.appointment_table(case, lenient=lenient)
            for row in table.rows if case.is_draft else ():
                row.apply_by = (
                    latest_receipt(row.day, case.programme.lead_days) if row.day else None
                )
                row.is_late = bool(row.apply_by and row.apply_by < case.day_of_receipt)
            context["faulty_rows"] = table.faulty_rows
        if section == Section.COSTS:
            context["table"] = table = drafts.cost_table(case, lenient=lenient)
            planned = table if lenient else drafts.cost_table(case, lenient=True)
            context |= {"faulty_rows": table.faulty_rows, "result": drafts.reckon(case, planned)}
        for row in getattr(context.get("table"), "all_rows", ()):
            row.asked_by = self.request
        return super().get_context_data(**context | kwargs)
