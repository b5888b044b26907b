"""The office's pages of its texts: all by subject, and one with preview, differences and a way back."""

from dataclasses import dataclass

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse

from bildungsregion.base import folding
from bildungsregion.base.admin import OwnPages, ReadOnlyAdmin, demand_right
from bildungsregion.base.errors import DomainError
from bildungsregion.base.forms import SiteForm
from bildungsregion.base.outbox import queue_mail

from . import changes, registry, writing
from .models import TextVersion
from .outline import outline
from .registry import Text
from .slots import typed


VIEW = "base.view_textversion"
LIST = "admin:base_textversion_changelist"


class WordsForm(SiteForm):
    subject = forms.CharField(label="Betreff", max_length=writing.LONGEST_SUBJECT, required=False)
    body = forms.CharField(
        label="Text",
        required=False,
        help_text="Eine leere Zeile trennt Absätze.",
        widget=forms.Textarea({"rows": 18}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    mark_optional = False

    def __init__(self, *args, text: Text, **kwargs):
        self.text = text
        super().__init__(*args, **kwargs)
        if not text.is_mail:
            del self.fields["subject"]
            self.fields["body"].help_text += " Auszeichnungen wie auf den Seiten sind möglich."

    def clean_body(self):
        return self.cleaned_data["body"].replace("\r\n", "\n").strip()

    def clean(self):
        data = super().clean()
        found = writing.problems(self.text, data.get("subject", ""), data.get("body", ""))
        for field, sentences in found.items():
            if field in self.fields and field not in self.errors:
                self.add_error(field, ValidationError(sentences))
        return data

    @property
    def words(self) -> tuple[str, str]:
        return self.cleaned_data.get("subject", ""), self.cleaned_data["body"]


@dataclass(frozen=True, slots=True)
class Listed:
    """A text in the list; ``row`` None: as shipped."""

    text: Text
    row: TextVersion | None

    @property
    def address(self) -> str:
        return reverse("admin:base_textversion_text", args=[self.text.key.replace("/", ".")])

    @property
    def misfits(self) -> str:
        return _misfits(self.text, self.row)


@admin.register(TextVersion)
class TextVersionAdmin(OwnPages, ReadOnlyAdmin):
    def get_urls(self):
        wrap = self.admin_site.admin_view
        page = path("<str:name>/", wrap(self.text_page), name="base_textversion_text")
        return [path("", wrap(self.list_page), name="base_textversion_changelist"), page]

    def list_page(self, request: HttpRequest) -> HttpResponse:
        demand_right(request, VIEW)
        query, only_own = request.GET.get("q", "").strip(), "eigene" in request.GET
        rows = TextVersion.objects.select_related("written_by").newest()
        groups = []
        for topic in registry.topics(request.region.modules):
            listed = [Listed(text, _own(rows.get(text.key))) for text in topic.texts]
            found = [one for one in listed if _found(one, query) and (one.row or not only_own)]
            if found:
                groups.append((topic.label, found))
        context = {
            "title": "Texte des Büros",
            "groups": groups,
            "query": query,
            "only_own": only_own,
        }
        return self.own_page(request, "admin/base/texts/list.html", context)

    def text_page(self, request: HttpRequest, name: str) -> HttpResponse:
        demand_right(request, VIEW)
        text = _text_or_404(request, name)
        versions = changes.history(text)
        if request.method != "POST":
            return self.show(request, text, versions, _fresh(text, versions))
        demand_right(request, writing.RIGHT)
        if "reset" in request.POST:
            known = outline(text)
            form = _form(text, versions, known.subject, known.body)
            return self.show(request, text, versions, form, is_reset=True)
        form = WordsForm(request.POST, text=text)
        if not form.is_valid():
            return self.show(request, text, versions, form)
        if "look" in request.POST:
            return self.show(request, text, versions, form, seen=writing.sample(text, *form.words))
        if "test" in request.POST and text.is_mail:
            return self.test_mail(request, text, versions, form)
        return self.save_words(request, text, versions, form)

    def test_mail(self, request, text: Text, versions, form: WordsForm) -> HttpResponse:
        seen = writing.sample(text, *form.words)
        queue_mail(
            to=[request.user.email], subject=f"Probe: {seen.subject}", body=seen.body, purpose="text_sample"
        )  # fmt: skip
        said = f"Die Probe geht an {request.user.email}. Gespeichert ist noch nichts."
        return self.show(request, text, versions, form, seen=seen, said=said)

    def save_words(self, request, text: Text, versions, form: WordsForm) -> HttpResponse:
        subject, body = form.words
        version = form.cleaned_data["version"]
        try:
            row = writing.save(text, subject=subject, body=body, by=request.user, version=version)
        except DomainError as error:
            # Sent again, it takes the place of what is in force now.
            versions = changes.history(text)
            again = _form(text, versions, subject, body, bound=True)
            again.add_error(None, error.message)
            return self.show(request, text, versions, again, status=409)
        if row is None:
            messages.info(request, f"„{text.label}“: Der Text ist, wie er war.")
        elif row.is_shipped:
            messages.success(request, f"„{text.label}“: Es gilt wieder der mitgelieferte Text.")
        else:
            messages.success(request, f"„{text.label}“: Fassung {row.version} gilt ab jetzt.")
        return HttpResponseRedirect(reverse(LIST))

    def show(self, request, text: Text, versions, form: WordsForm, *, status=200, **context):
        known = outline(text)
        is_own = bool(versions) and not versions[0].row.is_shipped
        misfits = _misfits(text, versions[0].row) if is_own else ""
        whole = {
            "title": text.label,
            "text": text,
            "form": form,
            "known": known,
            "versions": versions,
            "is_own": is_own,
            "may_write": request.user.has_perm(writing.RIGHT),
            "misfits": misfits,
            "in_force": versions[0] if is_own and not misfits else known,
            **context,
        }
        bad = form if form.is_bound and form.errors and status == 200 else None
        return self.own_page(request, "admin/base/texts/text.html", whole, form=bad, status=status)


def _own(row: TextVersion | None) -> TextVersion | None:
    return None if row is None or row.is_shipped else row


def _misfits(text: Text, row: TextVersion | None) -> str:
    """The placeholders for which the office's words are not used, as one types them."""
    found = writing.misfits(outline(text), row.subject, row.body) if row else []
    return ", ".join(map(typed, found))


def _found(one: Listed, query: str) -> bool:
    known = outline(one.text)
    words = [one.text.label, one.text.occasion, known.subject, known.body]
    if one.row:
        words += [one.row.subject, one.row.body]
    hay = folding.fold(" ".join(words))
    return all(word in hay for word in folding.fold(query).split())


def _text_or_404(request: HttpRequest, name: str) -> Text:
    key = name.replace(".", "/")
    for topic in registry.topics(request.region.modules):
        for text in topic.texts:
            if text.key == key:
                return text
    raise Http404("no such text")


def _fresh(text: Text, versions) -> WordsForm:
    known = versions[0] if versions else outline(text)
    return _form(text, versions, known.subject, known.body)


def _form(text: Text, versions, subject: str, body: str, *, bound: bool = False) -> WordsForm:
    version = versions[0].row.version if versions else 0
    values = {"subject": subject, "body": body, "version": version}
    return WordsForm(values if bound else None, initial=values, text=text)
