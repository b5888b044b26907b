"""Called off, reminded of the proof, lapsed: the pages of what ends without a proof."""

from django.utils.formats import date_format

from bildungsregion.base.money import euro
from funding import actions, budget, preview_notices
from funding.models import Letter

from .granted_forms import CancelForm, ProofDueForm
from .signing import Signature
from .steps import StepPage, mail_to_applicant


class Cancel(StepPage):
    verb = "cancel"
    title = "Vorhaben absagen"
    button = "Absage vermerken"
    form_class = CancelForm
    is_danger = True

    def consequences(self):
        balance = budget.balance(self.case)
        free = euro(balance["committed"] - balance["paid"])
        return [
            f"{free} werden frei und stehen wieder für andere bereit.",
            "Der Vorgang ist damit zu Ende. Findet das Vorhaben doch statt, braucht es einen neuen Antrag.",
        ]

    def mail(self):
        return mail_to_applicant(self.case, "cancelled")

    def act(self, form, version):
        actions.cancel(
            application=self.case,
            by=self.request.user,
            note=form.cleaned_data["note"],
            version=version,
        )
        return f"{self.case.number} ist abgesagt, das Geld ist wieder frei."


class Remind(StepPage):
    """A friendly letter, twice at most; the day is in it."""

    verb = "remind"
    form_class = ProofDueForm
    button = "Erinnerung senden"
    letter = Letter.Kind.REMINDER
    template_name = "admin/funding/application/overdue.html"

    @property
    def level(self) -> int:
        return len(self.case.proof_reminders.all()) + 1

    @property
    def title(self) -> str:
        return (
            f"{self.level}. Erinnerung an den Nachweis"
            if self.level < 3
            else "An den Nachweis erinnern"
        )

    def consequences(self):
        then = (
            "kann ein zweites Mal erinnert" if self.level == 1 else "kann der Verfall angekündigt"
        )
        return [
            f"Die Einrichtung liest, bis wann der Nachweis jetzt da sein muss. Danach {then} werden.",
            "Nachweisen kann sie jederzeit weiter.",
        ]

    def draft(self, form):
        return preview_notices.reminder(self.case, form.cleaned_data["due_on"])

    def act(self, form, version):
        reminder = actions.remind(
            application=self.case,
            by=self.request.user,
            due_on=form.cleaned_data["due_on"],
            version=version,
        )
        return (
            f"Die Erinnerung ist erstellt. Nachweis bis {date_format(reminder.due_on, 'j. F Y')}."
        )


class AnnounceLapse(StepPage):
    verb = "announce_lapse"
    title = "Verfall ankündigen"
    form_class = ProofDueForm
    letter = Letter.Kind.HEARING
    template_name = "admin/funding/application/overdue.html"
    is_danger = True

    def consequences(self):
        return [
            "Die Einrichtung wird angehört: Kommt der Nachweis bis zum genannten Tag, bleibt die Bewilligung.",
            "Sonst kann danach jemand mit Zeichnungsrecht den Verfall zeichnen. Sie selbst können das nicht.",
        ]

    def draft(self, form):
        return preview_notices.lapse_notice(self.case, form.cleaned_data["due_on"])

    def act(self, form, version):
        reminder = actions.announce_lapse(
            application=self.case,
            by=self.request.user,
            due_on=form.cleaned_data["due_on"],
            version=version,
        )
        return f"Der Verfall ist angekündigt zum {date_format(reminder.due_on, 'j. F Y')}."


class Lapse(Signature):
    verb = "lapse"
    title = "Verfall zeichnen"
    letter = Letter.Kind.REVOCATION_NOTICE
    template_name = "admin/funding/application/lapse.html"
    is_danger = True

    @property
    def letter_to_read(self):
        return self.letter if preview_notices.announcement(self.case) else ""

    def consequences(self):
        if not self.letter_to_read:
            return []
        year = self.case.budget_year.year
        return [
            f"{euro(self.case.decided_cents)} werden im Haushalt {year} wieder frei.",
            "Der Vorgang ist damit zu Ende; der Bescheid wird mit Prüfsumme abgelegt.",
        ]

    def act(self, form, version):
        actions.lapse(application=self.case, by=self.request.user, version=version)
        return f"{self.case.number} ist verfallen. Der Bescheid ist erstellt."
