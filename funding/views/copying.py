"""Again, quickly: a new draft from a case, like last time or for the parallel class."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.generic import View

from bildungsregion.base.errors import DomainError
from funding import actions
from funding.models import Application

from .doors import CasePage, kept_post, token_in


class ApplicationCopy(CasePage, View):
    """One draft for one press of the button, however often it arrives."""

    def get(self, request, *args, **kwargs):
        """Nobody comes here by a link, but whoever had to sign in anew comes back by one."""
        if kept_post(request):
            messages.info(
                request, _("Sie waren abgemeldet. Bitte drücken Sie den Knopf noch einmal.")
            )
        return redirect(self.case)

    def post(self, request, *args, **kwargs):
        if self.case.is_draft:
            return redirect(self.case)
        sibling = request.POST.get("art") == "parallel"
        token = token_in(request, least=20, most=20)
        try:
            draft = actions.copy_application(
                application=self.case,
                by=request.user,
                sibling=sibling,
                # Both buttons stand in one form: each of them makes a draft of its own.
                token=token[::-1] if sibling else token,
            )
        except DomainError as error:
            messages.error(request, error.message)
            return redirect(self.case)
        messages.success(request, self.told(draft, sibling))
        return redirect("funding:application_step", draft.key, Application.Section.APPOINTMENTS)

    def told(self, draft: Application, sibling: bool) -> str:
        """What came along, and what to look at."""
        taken = _(
            "Übernommen aus %(number)s: Vorhaben, Kontakt, Konto, Gruppen und Kosten. Anlagen, andere Förderung und "
            "Erklärungen geben Sie neu an."
        ) % {"number": self.case.number}  # fmt: skip
        first = draft.first_day
        if first is None:
            return taken
        day = {"day": date_format(first, "l, j. F Y")}
        if not sibling:
            check = _(
                "Die Termine sind um ganze Wochen verschoben, der erste auf %(day)s. Bitte prüfen Sie Tage, "
                "Gruppen und Preise."
            ) % day  # fmt: skip
        elif first == self.case.first_day:
            check = (
                _(
                    "Bitte tragen Sie die Gruppe ein und prüfen Sie den Tag (%(day)s) und die Zahlen."
                )
                % day
            )
        else:
            check = _(
                "Die Termine waren schon vorbei und sind um ganze Wochen verschoben, der erste auf %(day)s. Bitte "
                "tragen Sie die Gruppe ein und prüfen Sie Tage und Zahlen."
            ) % day  # fmt: skip
        return f"{taken} {check}"
