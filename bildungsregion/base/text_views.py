"""What the editor of texts asks the server: how a text will look, and which pictures there are."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _, gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from . import markdown, picture_files
from .forms import SiteModelForm
from .pictures import Picture


PICTURES_SHOWN = 24


@never_cache
@login_required
@require_POST
def text_preview(request: HttpRequest) -> HttpResponse:
    """The text of one field of the form that was sent, as the page will show it; 422 with what is wrong.

    ``_vorschau`` names the field; nothing is stored. For everybody who is signed in.
    """
    text = request.POST.get(request.POST.get("_vorschau", ""), "").replace("\r\n", "\n")
    found = markdown.faults(text)
    shown = "" if markdown.too_much(text) else markdown.render(text)
    context = {"text": shown, "faults": found}
    return render(request, "text_preview.html", context, status=422 if found else 200)


class PictureForm(SiteModelForm):
    """A new picture of the library."""

    file = forms.FileField(label=gettext_lazy("Datei"))

    class Meta:
        model = Picture
        fields = ("title", "alt", "author", "licence", "people")

    def make(self, by) -> Picture | None:
        """The picture with its files, or None where the file is none; the form says why then."""
        words = {name: self.cleaned_data[name] for name in self.Meta.fields}
        try:
            return picture_files.make(self.cleaned_data["file"], by=by, **words)
        except ValidationError as refusal:
            self.add_error("file", refusal)
            return None


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def text_pictures(request: HttpRequest) -> JsonResponse:
    """GET ?q=…: {"hits": […], "said": "3 Bilder"}; POST of a new picture: {"picture": …}, or 422 with {"errors"}.

    Raises PermissionDenied (403) for who may not see, or add to, the library.
    """
    needed = "base.add_picture" if request.method == "POST" else "base.view_picture"
    if not request.user.has_perm(needed):
        raise PermissionDenied(needed)
    return _added(request) if request.method == "POST" else _found(request.GET.get("q", ""))


def _added(request: HttpRequest) -> JsonResponse:
    form = PictureForm(request.POST, request.FILES)
    picture = form.make(request.user) if form.is_valid() else None
    if picture is None:
        said = _("Das Bild wurde nicht hochgeladen. Bitte sehen Sie die Angaben durch.")
        return JsonResponse({"errors": form.errors, "said": said}, status=422)
    said = _("Das Bild ist in der Sammlung.")
    return JsonResponse({"picture": _told(picture), "said": said}, status=201)


def _found(query: str) -> JsonResponse:
    rows = Picture.objects.published()
    # PostgreSQL refuses a NUL.
    for word in query.replace("\x00", " ").split()[:8]:
        rows = rows.filter(
            Q(title__icontains=word) | Q(alt__icontains=word) | Q(author__icontains=word)
        )
    hits = [_told(picture) for picture in rows[:PICTURES_SHOWN]]
    said = ngettext("%(count)s Bild", "%(count)s Bilder", len(hits)) % {"count": len(hits)}
    return JsonResponse({"hits": hits, "said": said if hits else _("Kein Bild gefunden.")})


def _told(picture: Picture) -> dict[str, str]:
    return {
        "address": picture.get_absolute_url(),
        "title": picture.title,
        "alt": picture.alt,
        "thumbnail": picture.thumbnail,
    }
