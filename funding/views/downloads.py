"""Private files leave only through here: as a download, never shown or kept by a browser."""

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.generic import View

from funding import actions, permissions
from funding.models import Letter

from .doors import CasePage


def private_file(file, name: str, mime: str) -> FileResponse:
    """A checked or self-made file of a case; 404 when it was forgotten or storage has lost it."""
    if not file:
        raise Http404("the file was deleted when the case was anonymised")
    try:
        content = file.open("rb")
    except FileNotFoundError as error:
        raise Http404("the file is missing in the storage") from error
    response = FileResponse(content, as_attachment=True, filename=name, content_type=mime)
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def is_opened(request: HttpRequest) -> bool:
    """Whether a person opened it: not a browser that looks ahead, nor one that only asks for the head."""
    purposes = (request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Moz"))
    return request.method == "GET" and not any("prefetch" in told.lower() for told in purposes)


class LetterDownload(CasePage, View):
    for_applicant = False

    def get(self, request, *args, **kwargs):
        letters = self.case.letters.all()
        if permissions.can_apply(request.user, self.case):
            letters = letters.for_applicant()
        # What bears a whole account number is read in the office only, where each look is written down.
        letters = letters.exclude(kind__in=Letter.INTERNAL)
        letter = get_object_or_404(letters, pk=kwargs["pk"])
        answer = private_file(letter.pdf, letter.file_name, "application/pdf")
        if is_opened(request):
            actions.record_fetch(letter=letter, by=request.user)
            actions.note_letter(letter=letter, application=self.case, by=request.user)
        return answer


class ApplicationReceipt(CasePage, View):
    for_applicant = False

    def get(self, request, *args, **kwargs):
        letter = get_object_or_404(self.case.letters, kind=Letter.Kind.RECEIPT)
        answer = private_file(letter.pdf, letter.file_name, "application/pdf")
        if is_opened(request):
            actions.note_letter(letter=letter, application=self.case, by=request.user)
        return answer
