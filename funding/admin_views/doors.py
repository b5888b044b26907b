"""Who comes in: people of the office that may read cases; and the frame of every page there."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.views.generic.base import ContextMixin, TemplateResponseMixin, View

from bildungsregion.base.errors import DomainError
from funding import case_page
from funding.models import Application


class OfficePage(ContextMixin, TemplateResponseMixin, View):
    """A page in the frame of the admin; ``right`` is asked for before anything is read."""

    right = ""

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(self.right):
            raise PermissionDenied(self.right)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**admin.site.each_context(self.request), **kwargs)


class CaseDoor(OfficePage):
    """A page of one filed case as ``self.case``; drafts and unknown cases are 404."""

    right = "funding.view_application"

    def dispatch(self, request, *args, **kwargs):
        if request.user.has_perm(self.right):
            self.open(kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def open(self, pk: int) -> None:
        """Read the case. Raises Http404."""
        try:
            self.case = case_page.filed_case(pk)
        except Application.DoesNotExist:
            raise Http404("no such case") from None

    def read_again(self) -> None:
        """After somebody else was faster: the case as it is now."""
        self.case = case_page.filed_case(self.case.pk)

    def get_context_data(self, **kwargs):
        if "case" not in kwargs:
            kwargs["case"] = self.case
        return super().get_context_data(**kwargs)


def version_of(request) -> int:
    """The version of the case that the form was made from. Raises DomainError where it has none."""
    text = request.POST.get("version", "")
    if not text.isascii() or not text.isdecimal() or len(text) > 9:
        raise DomainError("Das Formular ist unvollständig. Bitte laden Sie die Seite neu.")
    return int(text)
