"""The steps of a case, a page each: what it does, which mail goes, and one button."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.formats import date_format

from bildungsregion.base.errors import DomainError
from bildungsregion.base.forms import SiteForm
from bildungsregion.base.money import euro
from funding import actions, delivery, emails, permissions, workflow, worklist
from funding.actions.cases import CHANGED
from funding.models import Application, InfoRequest, Letter
from funding.preview import Draft

from .doors import CaseDoor, version_of
from .forms import AssignForm, NoteForm, OfficeForm, RequestInfoForm, SendBackForm


FASTER = (
    "Der Antrag wurde geändert, während Sie auf dieser Seite waren. Nichts ist verloren: Ihre Eingaben "
    "stehen unten. Passen sie zum Stand von jetzt, senden Sie sie noch einmal ab."
)


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail that the step will send."""

    to: str
    subject: str


def mail_to_applicant(case: Application, name: str) -> Mail | None:
    """None where the institution reads no mail."""
    to = emails.applicant_addresses(case)
    return Mail(", ".join(to), mail_subject(case, name)) if to else None


def mail_to_assignee(case: Application, name: str, by) -> Mail | None:
    """To whoever works on the case; nobody writes to themselves."""
    if case.assignee is None or case.assignee == by:
        return None
    return Mail(case.assignee.email, mail_subject(case, name))


def mail_of_letter(case: Application, kind: str) -> Mail | None:
    """That a letter of this kind (Letter.Kind) is there; what it says stands only in it."""
    letter = Letter(application=case, kind=kind)
    to = emails.applicant_addresses(case)
    return Mail(", ".join(to), mail_subject(case, "letter_ready", letter=letter)) if to else None


def mail_subject(case: Application, name: str, **context) -> str:
    context["application"] = case
    return render_to_string(f"funding/emails/{name}_subject.txt", context).strip()


class StepPage(CaseDoor):
    """One verb of the workflow: GET explains it, POST takes it and leads back to the case.

    Each page has ``act(form, version) -> str``, which takes the step and gives the sentence that says so.
    Refused: 403 for lack of a right, 409 when the case has moved on; the typed text stays.
    Where the step writes a letter, ``letter`` is its kind (Letter.Kind) and ``draft(form)`` shows it
    beforehand as PDF, with what was typed; nothing is kept of that look.
    """

    template_name = "admin/funding/application/step.html"
    form_class: type[SiteForm] = OfficeForm
    verb = ""
    title = ""
    button = ""
    is_danger = False
    letter = ""

    def get_verb(self) -> str:
        return self.verb

    def refusal(self) -> str:
        return self.lacks_right() or self.why_not()

    def lacks_right(self) -> str:
        """Said first: who only reads along is never told that it is the case's state. Empty for a tie."""
        verb, user = self.get_verb(), self.request.user
        _sources, _target, who = workflow.TRANSITIONS[verb]
        if who.may(user, self.case) or permissions.has_conflict(user, self.case):
            return ""
        return f"Für „{workflow.label(verb)}“ fehlt Ihnen die Berechtigung."

    def why_not(self) -> str:
        return workflow.refusal(self.case, self.get_verb(), self.request.user)

    def status_of_refusal(self) -> int:
        sources, _target, _who = workflow.TRANSITIONS[self.get_verb()]
        return 403 if self.case.status in sources or self.lacks_right() else 409

    def consequences(self) -> list[str]:
        return []

    def mail(self) -> Mail | None:
        return mail_of_letter(self.case, self.letter) if self.letter else None

    def draft(self, form) -> Draft | None:
        """The letter that this valid form would send."""
        return None

    def shows_draft(self) -> bool:
        """Whether there is something in the letter that the form decides."""
        return type(self).draft is not StepPage.draft

    def make_form(self, data=None) -> SiteForm:
        return self.form_class(data, case=self.case)

    def get(self, request, *args, **kwargs):
        if sentence := self.refusal():
            return self.refuse(sentence)
        return self.render_to_response(self.get_context_data(form=self.make_form()))

    def post(self, request, *args, **kwargs):
        form = self.make_form(request.POST)
        if sentence := self.refusal():
            return self.refuse(sentence, form)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        if "draft" in request.POST and (draft := self.draft(form)):
            return pdf_of(draft, self.case)
        try:
            done = self.act(form, version_of(request))
        except DomainError as error:
            return self.lost(form, error)
        messages.success(request, done)
        return HttpResponseRedirect(worklist.case_url(self.case))

    def refuse(self, sentence: str, form: SiteForm | None = None):
        context = self.get_context_data(refusal=sentence, form=form)
        return self.render_to_response(context, status=self.status_of_refusal())

    def lost(self, form: SiteForm, error: DomainError):
        """The action refused: say why, with the case as it is now and what was typed."""
        self.read_again()
        if sentence := self.refusal():
            return self.refuse(sentence, form)
        form.add_error(None, FASTER if error.message == CHANGED else error.message)
        return self.render_to_response(self.get_context_data(form=form), status=409)

    def get_context_data(self, **kwargs):
        kwargs.setdefault("refusal", "")
        form = kwargs.get("form")
        # The title of the page begins with „Fehler“.
        kwargs["errors"] = bool(form and form.is_bound and form.errors)
        return super().get_context_data(
            title=self.title,
            button=self.button or self.title,
            is_danger=self.is_danger,
            consequences=self.consequences(),
            mail=self.mail(),
            letter_label=Letter.Kind(self.letter).label if self.letter else "",
            letter_way=delivery.way(self.case).label,
            shows_draft=self.shows_draft(),
            case_url=worklist.case_url(self.case),
            **kwargs,
        )


def pdf_of(draft: Draft, case: Application) -> HttpResponse:
    response = HttpResponse(draft.pdf(), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="Entwurf_{case.number}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


class StartReview(StepPage):
    verb = "start_review"
    title = "In Bearbeitung nehmen"

    def consequences(self):
        return [
            "Der Vorgang gehört dann Ihnen, die Prüfpunkte werden angelegt.",
            "Die Einrichtung liest bei ihrem Antrag „In Prüfung“.",
        ]

    def act(self, form, version):
        actions.start_review(application=self.case, by=self.request.user, version=version)
        return f"Sie bearbeiten jetzt {self.case.number}."


class Assign(StepPage):
    """Hand the case on; no step of the workflow, so its refusal is asked of one that is."""

    form_class = AssignForm
    title = "An jemand anderen geben"
    button = "Übergeben"

    def get_verb(self):
        return {
            Application.Status.SUBMITTED: "start_review",
            Application.Status.INFO_REQUESTED: "resume_review",
        }.get(self.case.status, "request_info")

    def consequences(self):
        return [
            "Der Vorgang steht dann auf der Startseite der anderen Person und nicht mehr auf Ihrer."
        ]

    def act(self, form, version):
        to = form.cleaned_data["to"]
        actions.assign(application=self.case, to=to, by=self.request.user)
        return f"{self.case.number} ist übergeben an: {to}."


class RequestInfo(StepPage):
    verb = "request_info"
    form_class = RequestInfoForm
    title = "Rückfrage stellen"
    button = "Rückfrage senden"

    def consequences(self):
        return [
            "Die Einrichtung liest Ihre Fragen bei ihrem Antrag und kann die angekreuzten Teile ändern.",
            "Bis zur Antwort ruht die Prüfung. Danach steht der Antrag wieder auf Ihrer Startseite.",
        ]

    def mail(self):
        return mail_to_applicant(self.case, "info_requested")

    def act(self, form, version):
        request = actions.request_info(
            application=self.case,
            by=self.request.user,
            items=form.questions(),
            due_on=form.cleaned_data["due_on"],
            sections=form.cleaned_data["sections"],
            version=version,
        )
        return f"Die Rückfrage ist unterwegs. Antwort bis {date_format(request.due_on, 'j. F Y')}."


class ResumeReview(StepPage):
    verb = "resume_review"
    form_class = NoteForm
    title = "Ohne Antwort weiterprüfen"
    button = "Weiterprüfen"

    def consequences(self):
        return [
            "Die Rückfrage gilt als erledigt, die Einrichtung kann nichts mehr ändern.",
            "Kam die Antwort am Telefon, halten Sie sie hier fest.",
        ]

    def act(self, form, version):
        actions.resume_review(
            application=self.case,
            by=self.request.user,
            note=form.cleaned_data["note"],
            version=version,
        )
        return f"{self.case.number} ist wieder in Prüfung."

    def get_context_data(self, **kwargs):
        open_request = InfoRequest.objects.filter(application=self.case, closed_at=None).first()
        return super().get_context_data(open_request=open_request, **kwargs)


class SendBack(StepPage):
    verb = "send_back"
    form_class = SendBackForm
    title = "Zurückgeben"
    button = "An die Sachbearbeitung zurückgeben"

    def consequences(self):
        proposal = next((row for row in self.case.decisions.all() if not row.is_signed), None)
        amount = f" über {euro(proposal.amount_cents)}" if proposal else ""
        return [
            f"Der Vorschlag{amount} entfällt, der Antrag ist wieder in Prüfung.",
            "Die Sachbearbeitung findet Ihren Hinweis auf der Startseite.",
        ]

    def act(self, form, version):
        actions.send_back(
            application=self.case,
            by=self.request.user,
            note=form.cleaned_data["note"],
            version=version,
        )
        return f"{self.case.number} ist zurückgegeben."
