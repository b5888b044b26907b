"""Letters on their way: the outgoing post in one go, and a letter sent another way."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from bildungsregion.base.errors import DomainError
from bildungsregion.base.forms import DateInput, SiteForm
from funding import actions, case_page, permissions, printing, worklist
from funding.models import Delivery, Letter
from funding.worklist import sending

from .doors import OfficePage


SENDERS = ("funding.review_application", "funding.sign_decision")
NOT_THERE = (
    "Eines der Schreiben lässt sich gerade nicht öffnen. Bitte versuchen Sie es in einigen Minuten noch einmal; "
    "Ihre Auswahl bleibt stehen."
)
HOW = {
    Delivery.Channel.POST: "Post: Das Schreiben wartet unter „Zur Post zu geben“, bis Sie es als abgesandt vermerken.",
    Delivery.Channel.EMAIL: "E-Mail: Das PDF geht sofort an {email}.",
    Delivery.Channel.PORTAL: "Portal: {email} bekommt noch einmal eine Nachricht; zehn Tage laufen neu.",
}


class LetterDoor(OfficePage):
    """For who works on cases or signs; others only read letters."""

    right = "funding.view_letter"

    def dispatch(self, request, *args, **kwargs):
        if not any(map(request.user.has_perm, SENDERS)):
            raise PermissionDenied("sends no letters")
        return super().dispatch(request, *args, **kwargs)


class PostForm(SiteForm):
    """Which of the waiting letters, and the day they left."""

    mark_optional = False

    brief = forms.TypedMultipleChoiceField(
        label="Schreiben",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Bitte wählen Sie mindestens ein Schreiben.",
            "invalid_choice": "Ein Schreiben davon ist inzwischen abgesandt. Hier steht, was noch wartet.",
        },
    )
    posted_on = forms.DateField(
        label="Zur Post gegeben am",
        widget=DateInput,
        required=False,
        help_text="Vom vierten Tag danach an gilt ein Schreiben als bekannt.",
    )

    def __init__(self, data=None, *, waiting: list[Delivery], chosen: list[int] | None = None):
        today = timezone.localdate()
        super().__init__(
            data, initial={"brief": chosen or [row.pk for row in waiting], "posted_on": today}
        )
        self.waiting = waiting
        self.fields["brief"].choices = [(row.pk, str(row.letter)) for row in waiting]
        self.fields["posted_on"].widget.attrs["max"] = today.isoformat()

    def rows(self) -> list[tuple[Delivery, bool]]:
        """Each waiting letter, and whether it is ticked."""
        ticked = {str(value) for value in self["brief"].value() or []}
        return [(row, str(row.pk) in ticked) for row in self.waiting]

    def chosen(self) -> list[Delivery]:
        wanted = set(self.cleaned_data["brief"])
        return [row for row in self.waiting if row.pk in wanted]


class OutgoingPost(LetterDoor):
    """All letters that wait for the post: print, send, note."""

    template_name = "admin/funding/letter/post.html"

    def get(self, request, *args, **kwargs):
        asked = {text for text in request.GET.getlist("brief") if text.isdecimal()}
        waiting = list(sending.outgoing())
        chosen = [row.pk for row in waiting if str(row.pk) in asked]
        return self.show(PostForm(waiting=waiting, chosen=chosen))

    def post(self, request, *args, **kwargs):
        form = PostForm(request.POST, waiting=list(sending.outgoing()))
        if form.is_valid() and not form.cleaned_data["posted_on"]:
            form.add_error("posted_on", "Bitte geben Sie den Tag an.")
        if not form.is_valid():
            return self.show(form, status=422)
        letters = form.chosen()
        try:
            self.note(letters, form.cleaned_data["posted_on"])
        except DomainError as error:
            form.add_error(None, error.message)
            return self.show(form, status=409)
        count = len(letters)
        words = f"{letters[0].letter} ist" if count == 1 else f"{count} Schreiben sind"
        messages.success(request, f"{words} als abgesandt vermerkt.")
        return HttpResponseRedirect(reverse("admin:funding_letter_post"))

    @transaction.atomic
    def note(self, letters: list[Delivery], posted_on) -> None:
        """All or none; cases are locked in the order of their keys."""
        for row in sorted(letters, key=lambda row: row.letter.application_id):
            try:
                actions.record_posted(sent=row, by=self.request.user, posted_on=posted_on)
            except DomainError as error:
                raise DomainError(f"{row.letter}: {error.message}") from error

    def show(self, form: PostForm, status: int = 200):
        context = self.get_context_data(title="Zur Post zu geben", form=form)
        return self.render_to_response(context, status=status)


class PrintPost(OutgoingPost):
    """The chosen letters as one PDF to print; nothing is noted by that."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        form = PostForm(request.POST, waiting=list(sending.outgoing()))
        form.fields.pop("posted_on")
        if not form.is_valid():
            again = PostForm(request.POST, waiting=form.waiting)
            return self.show(again, status=422)
        try:
            contents = [_content(row.letter) for row in form.chosen()]
        except OSError:
            again = PostForm(request.POST, waiting=form.waiting)
            again.add_error(None, NOT_THERE)
            return self.show(again, status=503)
        pdf = printing.in_one(contents)
        response = HttpResponse(pdf, content_type="application/pdf")
        day = timezone.localdate()
        response["Content-Disposition"] = f'inline; filename="Post_{day:%Y-%m-%d}.pdf"'
        return response


class SendForm(SiteForm):
    channel = forms.ChoiceField(
        label="Wie soll es gehen?",
        widget=forms.RadioSelect,
        error_messages={"required": "Bitte wählen Sie einen Weg."},
    )

    def __init__(self, data=None, *, letter: Letter):
        super().__init__(data, initial={"channel": Delivery.Channel.POST})
        case = letter.application
        ways = [Delivery.Channel.POST]
        if case.contact_email:
            ways.append(Delivery.Channel.EMAIL)
        if case.contact_email and case.delivery_consent:
            ways.append(Delivery.Channel.PORTAL)
        self.fields["channel"].choices = [
            (way, HOW[way].format(email=case.contact_email)) for way in ways
        ]


class SendAgain(LetterDoor):
    """Send one letter another way; the way before ends."""

    template_name = "admin/funding/letter/send.html"

    def dispatch(self, request, *args, **kwargs):
        if request.user.has_perm(self.right):
            rows = Letter.objects.for_applicant().defer("context_json")
            self.letter = get_object_or_404(rows, pk=kwargs["pk"])
            self.case = get_object_or_404(case_page.filed_cases(), pk=self.letter.application_id)
            if self.letter.is_forgotten:
                raise Http404("this letter is forgotten")
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        return self.show(SendForm(letter=self.letter))

    def post(self, request, *args, **kwargs):
        form = SendForm(request.POST, letter=self.letter)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            sent = actions.send_again(letter=self.letter, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, error.message)
            return self.show(form, status=409)
        done = {
            Delivery.Channel.POST: "wartet jetzt auf die Post.",
            Delivery.Channel.EMAIL: f"ist per E-Mail unterwegs an {self.case.contact_email}.",
            Delivery.Channel.PORTAL: "steht wieder zum Abruf im Portal bereit.",
        }
        messages.success(request, f"{self.letter} {done[sent.channel]}")
        return HttpResponseRedirect(worklist.case_url(self.case))

    def show(self, form: SendForm, status: int = 200):
        user, case = self.request.user, self.case
        may = permissions.can_review_application(user, case)
        may = may or permissions.can_sign_decision(user, case)
        context = self.get_context_data(
            title="Auf anderem Weg senden",
            form=form,
            may=may,
            letter=self.letter,
            ways=list(self.letter.deliveries.all()),
            case=case,
            case_url=worklist.case_url(case),
        )
        return self.render_to_response(context, status=status)


def _content(letter: Letter) -> bytes:
    with actions.acknowledge(letter=letter).pdf.open("rb") as pdf:
        return pdf.read()
