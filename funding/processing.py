"""What the fund, the outbox and the office's log keep about people (bildungsregion/base/processing.py)."""

from datetime import date

from django.contrib.admin.models import LogEntry
from django.utils.translation import gettext_lazy as _

from accounts import forgetting
from bildungsregion.base import processing
from bildungsregion.base.models import OutgoingMail
from bildungsregion.base.processing import LEGAL_DUTY, Activity, Holding

from . import actions, person_data, retention
from .models import (
    Application,
    BankDataView,
    FileView,
    Letter,
    SentReminder,
    Step,
    VenueConfirmation,
)


processing.register(
    Activity(
        key="antrag",
        title=_("Wenn Sie einen Antrag stellen"),
        purpose=_("Damit über die Förderung entschieden, ausgezahlt und geprüft werden kann."),
        data=_(
            "Leitung und Ansprechperson mit Telefon und E-Mail, Vorhaben, Kosten, Bankverbindung, Unterlagen; von "
            "Kindern nur Zahlen und Altersstufen"
        ),
        people=_("Leitungen und Ansprechpersonen von Schulen und Kitas"),
        recipients=_("Sachbearbeitung, zeichnende Stelle und Kasse der Behörde"),
        term=_(
            "Entwürfe sechs Monate ohne Änderung (vorher schreiben wir Ihnen), Abgelehntes und Zurückgezogenes drei "
            "Jahre, Belege über Geld zehn Jahre nach dem Jahresabschluss"
        ),
        module="funding",
    ),
    Activity(
        key="ortsbestaetigung",
        title=_("Wenn Sie als Lernort einen Besuch bestätigen"),
        purpose=_("Damit die Förderstelle weiß, dass die Gruppe bei Ihnen war."),
        data=_("E-Mail-Adresse, Ihr Name oder Ihre Funktion, Zahl der Personen"),
        people=_("Ansprechpersonen von Lernorten"),
        recipients=_("die Förderstelle"),
        term=_("unbeantwortet zwei Wochen nach Ablauf, sonst mit dem Antrag"),
        module="funding",
    ),
    Activity(
        key="post",
        title=_("Wenn Sie E-Mails vom Portal bekommen"),
        purpose=_("Damit Bestätigungen und Antworten sicher ankommen."),
        data=_("E-Mail-Adresse, Betreff und Text"),
        people=_("alle, denen das Portal schreibt"),
        recipients=_("der Mailserver der Behörde"),
        term=_("14 Tage nach dem Versand, nicht zustellbare 90 Tage"),
    ),
    Activity(
        key="protokoll",
        title="Protokoll der Verwaltung",
        purpose="Damit nachvollziehbar bleibt, wer was geändert oder angesehen hat.",
        data="Konto, Zeitpunkt, Gegenstand und Änderung",
        people="Mitarbeitende des Büros",
        recipients="Leitung des Büros, Datenschutzbeauftragte",
        term="mit dem Gegenstand, bei Anträgen bis zum Ende ihrer Frist",
        basis=LEGAL_DUTY,
        is_public=False,
    ),
)


def _drafts_over(today: date) -> int:
    return len(retention.drafts_over(today))


def _cases_over(today: date) -> int:
    cases = retention.cases_over(today)
    return sum(not retention.obstacles(case, today) for case in cases)


def _accounts_over(today: date) -> int:
    unused = filter(forgetting.leaves_no_trace, retention.unused_accounts(today))
    return len(list(unused)) + retention.silent_accounts(today).count()


def _erase_drafts(email: str, user) -> int:
    drafts = list(person_data.own_drafts(user))
    for draft in drafts:
        actions.forget_draft(application=draft)
    return len(drafts)


def _erase_mails(email: str, user) -> int:
    done = [mail.pk for mail in person_data.mails_to(email) if mail.sent_at or mail.given_up_at]
    return OutgoingMail.objects.filter(pk__in=done).delete()[0]


processing.register(
    Holding(
        key="drafts",
        activity="antrag",
        title="Entwürfe von Anträgen",
        models=("funding.Application", "funding.Attachment"),
        term="sechs Monate ohne Änderung, mit Ankündigung einen Monat und eine Woche vorher",
        rows=lambda: Application.objects.drafts(),
        due=_drafts_over,
        task="aufbewahrung",
        find=person_data.drafts,
        erase=_erase_drafts,
    ),
    Holding(
        key="applications",
        activity="antrag",
        title="Eingereichte Anträge",
        models=("funding.PaymentOrder", "funding.Receipt", "funding.UsageReport"),
        term="3 Jahre, mit Geld 10 Jahre nach dem Jahresabschluss ({budget_law}); dann anonym",
        rows=lambda: Application.objects.filed().filter(anonymised_on=None),
        due=_cases_over,
        task="aufbewahrung",
        find=person_data.applications,
        stays="Eingereichte Anträge und Belege bleiben bis zum Ende ihrer Frist "
        "({budget_law}; Art. 17 Abs. 3 Buchst. b DSGVO), Entwürfe anderer, die die Adresse nennen, bis zu ihrer.",
    ),
    Holding(
        key="letters",
        activity="antrag",
        title="Schreiben",
        models=("funding.Letter",),
        term="mit dem Antrag",
        rows=lambda: Letter.objects.all(),
        find=person_data.letters,
        stays="Sie bleiben mit dem Antrag.",
    ),
    Holding(
        key="venue_confirmations",
        activity="ortsbestaetigung",
        title="Bestätigungen von Lernorten",
        models=("funding.VenueConfirmation",),
        term="unbeantwortet 14 Tage nach Ablauf, sonst mit dem Antrag",
        rows=lambda: VenueConfirmation.objects.exclude(email=""),
        task="links",
        find=person_data.venue_confirmations,
        stays="Beantwortete bleiben mit dem Antrag.",
    ),
    Holding(
        key="log",
        activity="protokoll",
        module="funding",
        title="Schritte in Anträgen",
        models=("funding.Step",),
        term="mit dem Antrag",
        rows=lambda: Step.objects.all(),
        find=person_data.log,
        stays="Das Protokoll wird nicht geändert; ein gelöschtes Konto nennt dort eine Funktion.",
    ),
    Holding(
        key="office_log",
        activity="protokoll",
        title="Änderungen in der Verwaltung",
        models=("admin.LogEntry",),
        term="mit dem Gegenstand",
        rows=lambda: LogEntry.objects.all(),
        find=person_data.office_log,
        stays="Das Protokoll wird nicht geändert.",
    ),
    Holding(
        key="bank_views",
        activity="protokoll",
        module="funding",
        title="Einsichten in Bankdaten",
        models=("funding.BankDataView",),
        term="mit dem Antrag",
        rows=lambda: BankDataView.objects.all(),
        find=person_data.bank_views,
        stays="Der Nachweis bleibt mit dem Antrag.",
    ),
    Holding(
        key="file_views",
        activity="protokoll",
        module="funding",
        title="Einsichten in Anlagen, Belege und Schreiben",
        models=("funding.FileView",),
        term="mit dem Antrag",
        rows=lambda: FileView.objects.all(),
        find=person_data.file_views,
        stays="Der Nachweis bleibt mit dem Antrag.",
    ),
    Holding(
        key="mails",
        activity="post",
        title="E-Mails im Postausgang",
        models=("base.OutgoingMail",),
        term="14 Tage nach dem Versand, aufgegebene 90 Tage",
        rows=lambda: OutgoingMail.objects.all(),
        due=lambda today: retention.old_mails(today).count(),
        task="aufbewahrung",
        find=person_data.mails,
        erase=_erase_mails,
        stays="Was noch zu senden ist, bleibt bis zum Versand.",
    ),
    Holding(
        key="reminders",
        activity="konto",
        title="Erinnerungen",
        models=("funding.SentReminder", "funding.MutedReminder"),
        term="mit dem Konto",
        rows=lambda: SentReminder.objects.all(),
        find=person_data.reminders,
        erase=lambda email, user: SentReminder.objects.filter(user=user).delete()[0] if user else 0,
    ),
    Holding(
        key="old_accounts",
        activity="konto",
        title="Konten, die niemand mehr nutzt",
        models=("accounts.User",),
        term="nie benutzt 30 Tage, still 24 Monate",
        due=_accounts_over,
        task="aufbewahrung",
    ),
)
