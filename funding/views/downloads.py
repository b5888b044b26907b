"""Private files leave only through here: as a download, never shown or kept by a browser."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.generic import View

from bildungsregion.base import sending
from funding import actions, permissions
from funding.models import Application, Attachment, Letter

from .doors import CasePage


def private_file(file, name: str, mime: str) -> HttpResponseBase:
    """A checked or self-made file of a case; 404 when it was forgotten or storage has lost it."""
    if not file:
        raise Http404("the file was deleted when the case was anonymised")
    return sending.privately(file, name, mime)


def is_opened(request: HttpRequest) -> bool:
    """Whether a person opened it: not a browser that looks ahead, nor one that only asks for the head."""
    purposes = (request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Moz"))
    return request.method == "GET" and not any("prefetch" in told.lower() for told in purposes)


def opened_attachment(
    request: HttpRequest, case: Application, attachment: Attachment
) -> HttpResponseBase:
    """A file that the institution handed in; that somebody of the office opened it is written down."""
    answer = private_file(attachment.file, attachment.name, attachment.mime)
    if is_opened(request):
        actions.note_attachment(attachment=attachment, application=case, by=request.user)
    return answer


def opened_letter(request: HttpRequest, case: Application, letter: Letter) -> HttpResponseBase:
    """A letter as it left the house; that somebody of the office opened it is written down."""
    letter = actions.acknowledge(letter=letter)
    answer = private_file(letter.pdf, letter.file_name, "application/pdf")
    if is_opened(request):
        actions.note_letter(letter=letter, application=case, by=request.user)
    return answer


class LetterDownload(CasePage, View):
    for_applicant = False

    def get(self, request, *args, **kwargs):
        letters = self.case.letters.all()
        if permissions.can_apply(request.user, self.case):
            letters = letters.for_applicant()
        # What bears a whole account number is read in the office only, where each look is written down.
        letters = letters.exclude(kind__in=Letter.INTERNAL)
        letter = get_object_or_404(letters, pk=kwargs["pk"])
        answer = opened_letter(request, self.case, letter)
        if is_opened(request):
            actions.record_fetch(letter=letter, by=request.user)
        return answer


class ApplicationReceipt(CasePage, View):
    for_applicant = False

    def get(self, request, *args, **kwargs):
        letter = get_object_or_404(self.case.letters, kind=Letter.Kind.RECEIPT)
        return opened_letter(request, self.case, letter)
