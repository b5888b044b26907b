"""What the institution tells after the decision: its view in a hearing, its account, the way of letters."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _, gettext_lazy

from bildungsregion.base.errors import DomainError
from bildungsregion.base.region import current
from funding import actions, bank
from funding.actions.paying import ACCOUNT_MAY_CHANGE
from funding.forms.granted import AccountForm, DeliveryForm, StatementForm
from funding.models import Application, Hearing
from funding.stages import stage

from .verbs import VerbPage


class ApplicationHearing(VerbPage):
    form_class = StatementForm
    verb = "answer_hearing"
    title = gettext_lazy("Stellung nehmen")
    button = gettext_lazy("Stellungnahme senden")
    keep = gettext_lazy("Zurück zum Vorgang")
    done = gettext_lazy(
        "Danke, Ihre Stellungnahme ist bei uns. Wir prüfen den Zuschuss noch einmal."
    )

    def is_open(self):
        hearing = self.case.open_hearing
        return super().is_open() and hearing is not None and hearing.stated_at is None

    def lead(self):
        if not self.is_open():
            return stage(self.case).next_step
        return _(
            "Wir erwägen, den Zuschuss zu widerrufen. Entschieden ist noch nichts: Sagen Sie uns, wie Sie es sehen."
        )

    @property
    def hearing(self) -> Hearing | None:
        """The one that runs, else the last."""
        return self.case.open_hearing or self.case.hearings.first()

    def refusal(self):
        if self.case.open_hearing and self.case.open_hearing.stated_at:
            return _("Ihre Stellungnahme liegt uns schon vor.")
        return super().refusal()

    def closed(self, sent):
        """Once it is answered or over, what we wrote and what they said stays to be read."""
        if sent or self.hearing is None:
            return super().closed(sent)
        self.title = _("Ihre Stellungnahme")
        return self.render_to_response(self.get_context_data(form=None))

    def facts(self):
        hearing = self.hearing
        if hearing is None:
            return []
        told = [
            (_("Unsere Gründe"), hearing.reasons),
            (_("Stellungnahme bis"), date_format(hearing.due_on, "j. F Y")),
        ]
        if hearing.stated_at:
            day = date_format(timezone.localtime(hearing.stated_at), "j. F Y")
            told.append((_("Ihre Stellungnahme vom %(day)s") % {"day": day}, hearing.statement))
        elif not self.is_open():
            told.append((_("Ihre Stellungnahme"), _("keine")))
        return told

    def consequences(self):
        if not self.is_open():
            return []
        region, told = current(), []
        if self.hearing.due_on < timezone.localdate():
            told.append(
                _("Die Frist ist vorbei. Solange nichts entschieden ist, lesen wir Sie trotzdem.")
            )
        return [
            *told,
            _("Sie können einmal Stellung nehmen; danach prüfen wir und schreiben Ihnen, wie es ausgeht."),
            _("Unterlagen dazu schicken Sie bitte mit der Nummer %(number)s an %(email)s.")
            % {"number": self.case.number, "email": region.office_email},
        ]  # fmt: skip

    def act(self, form):
        actions.answer_hearing(
            application=self.case,
            by=self.request.user,
            statement=form.cleaned_data["statement"],
            version=form.cleaned_data["version"],
        )


class ApplicationAccount(VerbPage):
    form_class = AccountForm
    title = gettext_lazy("Bankverbindung ändern")
    button = gettext_lazy("Bankverbindung speichern")
    done = gettext_lazy("Die Bankverbindung ist gespeichert. Wir prüfen sie, bevor wir überweisen.")

    def is_open(self):
        return self.case.status in ACCOUNT_MAY_CHANGE

    def refusal(self):
        return _("Die Bankverbindung kann gerade nicht geändert werden.")

    def lead(self):
        if self.case.status == Application.Status.ORDER_FAILED:
            return _(
                "Unsere Überweisung kam zurück. Meist stimmt die IBAN oder der Name des Kontos nicht: Bitte "
                "vergleichen Sie beides mit einem Kontoauszug."
            )
        return _("Wohin sollen wir den Zuschuss überweisen?")

    def facts(self):
        held = f"{bank.masked(self.case.iban)}, {self.case.account_holder}"
        return [(_("Bisher"), held if self.case.iban else _("noch keine"))]

    def consequences(self):
        return [
            _("Wir vermerken den Wechsel und prüfen, wem das Konto gehört, bevor Geld fließt."),
            _("Stimmt die bisherige Bankverbindung doch, rufen Sie uns bitte an."),
        ]

    def initial(self):
        return {"account_holder": self.case.account_holder}

    def act(self, form):
        said, held = form.cleaned_data, (self.case.iban, self.case.account_holder)
        if self.is_open() and (said["iban"], said["account_holder"]) == held:
            raise DomainError(_("Das ist die Bankverbindung, die wir schon haben."))
        actions.change_bank_details(
            application=self.case,
            by=self.request.user,
            iban=said["iban"],
            account_holder=said["account_holder"],
            version=said["version"],
        )


class ApplicationDelivery(VerbPage):
    form_class = DeliveryForm
    title = gettext_lazy("Wie unsere Schreiben kommen")
    button = gettext_lazy("Speichern")
    done = gettext_lazy("Gespeichert. Das gilt für alles, was wir Ihnen ab jetzt schreiben.")

    def is_open(self):
        return not self.case.is_draft and self.case.anonymised_on is None

    def lead(self):
        return _(
            "Das gilt für Schreiben zu diesem Antrag, die noch kommen. Was schon bereitliegt oder unterwegs "
            "ist, bleibt, wie es ist."
        )

    def consequences(self):
        return [
            _("Im Portal: Sie bekommen eine E-Mail, sobald etwas bereitliegt. Am Tag, nachdem Sie es zum ersten "
              "Mal geöffnet haben, gilt es als bekannt gegeben; von da an laufen die Fristen. Öffnen Sie es zehn "
              "Tage lang nicht, kommt es mit der Post."),
            _("Mit der Post: Ein Schreiben gilt am vierten Tag, nachdem wir es zur Post gegeben haben, als "
              "bekannt gegeben. Lesen können Sie es trotzdem schon hier."),
        ]  # fmt: skip

    def initial(self):
        consents = self.case.delivery_consent
        return {"way": DeliveryForm.PORTAL if consents else DeliveryForm.POST}

    def act(self, form):
        actions.choose_delivery(
            application=self.case,
            by=self.request.user,
            in_portal=form.cleaned_data["way"] == DeliveryForm.PORTAL,
            version=form.cleaned_data["version"],
        )
