"""The texts in a programme's letters: what holds, a preview, a new version, and all earlier ones."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from bildungsregion.base.errors import DomainError
from bildungsregion.base.forms import SiteForm
from funding import actions, permissions, samples, typesetting, wording
from funding.models import Letter, LetterText, Programme

from .doors import OfficePage


class WordingForm(SiteForm):
    text = forms.CharField(
        label="Text im Schreiben",
        help_text="Eine leere Zeile trennt Absätze. Leer gelassen steht an dieser Stelle nichts.",
        required=False,
        max_length=wording.LONGEST,
        widget=forms.Textarea({"rows": 9}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    mark_optional = False

    def __init__(self, *args, kind: str, **kwargs):
        self.kind = kind
        super().__init__(*args, **kwargs)

    def clean_text(self):
        text = self.cleaned_data["text"].replace("\r\n", "\n").strip()
        if found := wording.problems(self.kind, text):
            raise ValidationError(found)
        return text


@dataclass(frozen=True, slots=True)
class Shown:
    """A kind of letter with the text that holds; ``version`` None: it came with the portal."""

    kind: str
    label: str
    occasion: str
    text: str
    version: LetterText | None


def texts_of(programme: Programme) -> list[Shown]:
    """Every text of a programme's letters as it holds now, in one query."""
    rows = LetterText.objects.filter(programme=programme).select_related("written_by")
    newest = {row.kind: row for row in rows.order_by("version")}
    return [
        Shown(
            kind,
            Letter.Kind(kind).label,
            known.occasion,
            newest[kind].text if kind in newest else known.shipped,
            newest.get(kind),
        )
        for kind, known in wording.WORDINGS.items()
    ]


class ProgrammeDoor(OfficePage):
    """A page about one programme as ``self.programme``; readers of programmes come in."""

    right = "funding.view_programme"

    def dispatch(self, request, *args, **kwargs):
        if request.user.has_perm(self.right):
            self.programme = get_object_or_404(Programme, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            programme=self.programme,
            may_write=permissions.can_word_letters(self.request.user),
            **kwargs,
        )


class WordingList(ProgrammeDoor):
    template_name = "admin/funding/programme/texts.html"

    def get(self, request, *args, **kwargs):
        context = self.get_context_data(
            title="Texte in den Schreiben", texts=texts_of(self.programme)
        )
        return self.render_to_response(context)


class WordingPage(ProgrammeDoor):
    """One text: read by all readers, changed by who may word letters."""

    template_name = "admin/funding/programme/text.html"

    def dispatch(self, request, *args, **kwargs):
        self.kind = kwargs["kind"]
        if self.kind not in wording.WORDINGS:
            raise Http404("no such letter")
        self.known = wording.WORDINGS[self.kind]
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        return self.render_to_response(self.get_context_data(form=self.make_form(self.in_force())))

    def post(self, request, *args, **kwargs):
        if "reset" in request.POST:
            form = self.make_form(self.known.shipped)
            return self.render_to_response(self.get_context_data(form=form, is_reset=True))
        form = WordingForm(request.POST, kind=self.kind)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        if "look" in request.POST:
            filled = samples.context(self.kind, self.programme, form.cleaned_data["text"])["text"]
            return self.render_to_response(self.get_context_data(form=form, filled=filled))
        return self.save(form)

    def save(self, form: WordingForm):
        try:
            written = actions.write_letter_text(
                programme=self.programme, kind=self.kind, by=self.request.user, **form.cleaned_data
            )
        except DomainError as error:
            # Sent again, it takes the place of what is in force now.
            again = self.make_form(form.cleaned_data["text"], bound=True)
            again.add_error(None, error.message)
            return self.render_to_response(self.get_context_data(form=again), status=409)
        label = Letter.Kind(self.kind).label
        if written is None:
            messages.info(self.request, f"„{label}“: Der Text ist, wie er war.")
        else:
            sentence = f"„{label}“: Fassung {written.version} gilt für neue Schreiben."
            messages.success(self.request, sentence)
        url = reverse("admin:funding_programme_texts", args=[self.programme.pk])
        return HttpResponseRedirect(url)

    def make_form(self, text: str, *, bound: bool = False) -> WordingForm:
        values = {"text": text, "version": self.versions()[0].version if self.versions() else 0}
        return WordingForm(values if bound else None, initial=values, kind=self.kind)

    def in_force(self) -> str:
        versions = self.versions()
        return versions[0].text if versions else self.known.shipped

    def versions(self) -> list[LetterText]:
        rows = LetterText.objects.filter(programme=self.programme, kind=self.kind)
        return list(rows.select_related("written_by").order_by("-version"))

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            title=Letter.Kind(self.kind).label,
            kind=self.kind,
            known=self.known,
            in_force=self.in_force(),
            versions=self.versions(),
            **kwargs,
        )


class WordingPreview(WordingPage):
    """The letter as PDF with made-up data: of the text in force, or (POST) of what is being typed."""

    def get(self, request, *args, **kwargs):
        return self.pdf(self.in_force())

    def post(self, request, *args, **kwargs):
        form = WordingForm(request.POST, kind=self.kind)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        return self.pdf(form.cleaned_data["text"])

    def pdf(self, text: str) -> HttpResponse:
        context = samples.context(self.kind, self.programme, text)
        response = HttpResponse(
            typesetting.render(self.kind, context), content_type="application/pdf"
        )
        response["Content-Disposition"] = f'inline; filename="Muster_{self.kind}.pdf"'
        return response
