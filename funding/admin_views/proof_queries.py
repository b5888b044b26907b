"""Ask back about a proof, and go on without an answer."""

from django.utils.formats import date_format

from funding import actions

from .forms import NoteForm
from .granted_forms import QueryReportForm
from .steps import StepPage, mail_to_applicant


class QueryReport(StepPage):
    verb = "query_report"
    form_class = QueryReportForm
    title = "Zum Nachweis zurückfragen"
    button = "Rückfrage senden"

    def consequences(self):
        return [
            "Die Einrichtung liest Ihre Fragen und kann den Nachweis und seine Belege noch einmal ändern.",
            "Was sie an einem Beleg oder einer Kostenzeile ändert, prüfen Sie danach neu.",
            "Nach der Antwort steht der Nachweis wieder auf Ihrer Startseite.",
        ]

    def mail(self):
        return mail_to_applicant(self.case, "report_queried")

    def act(self, form, version):
        request = actions.query_report(
            application=self.case,
            by=self.request.user,
            items=form.questions(),
            due_on=form.cleaned_data["due_on"],
            version=version,
        )
        return f"Die Rückfrage ist unterwegs. Antwort bis {date_format(request.due_on, 'j. F Y')}."


class ResumeReport(StepPage):
    verb = "resume_report"
    form_class = NoteForm
    title = "Nachweis ohne Antwort weiterprüfen"
    button = "Weiterprüfen"

    def consequences(self):
        return [
            "Die Rückfrage gilt als erledigt, die Einrichtung kann am Nachweis nichts mehr ändern.",
            "Kam die Antwort am Telefon, halten Sie sie hier fest.",
        ]

    def act(self, form, version):
        actions.resume_report(
            application=self.case,
            by=self.request.user,
            note=form.cleaned_data["note"],
            version=version,
        )
        return f"Der Nachweis zu {self.case.number} ist wieder in Prüfung."

    def get_context_data(self, **kwargs):
        waiting = next((row for row in self.case.info_requests.all() if not row.closed_at), None)
        return super().get_context_data(open_request=waiting, **kwargs)
