"""Forgets what has been kept long enough; run once a night (docs/funding.md, 6)."""

import logging

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts import forgetting
from accounts.models import User
from bildungsregion.base import processing
from bildungsregion.base.errors import DomainError
from bildungsregion.base.models import Region
from funding import actions, retention
from funding.models import Application


logger = logging.getLogger("bildungsregion.forget")


class Command(BaseCommand):
    help = (
        "Löscht und anonymisiert, was lange genug aufbewahrt ist; --dry-run sagt nur, was das wäre."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="nur berichten, nichts ändern")
        parser.add_argument("--account", help="E-Mail-Adresse: nur dieses Konto, auf Verlangen")

    def handle(self, *args, dry_run, account, **options):
        self.dry_run, self.today = dry_run, timezone.localdate()
        if account:
            self.one_account(account)
        else:
            self.whatever_is_over()

    def whatever_is_over(self):
        self.stdout.write(f"Aufbewahrung am {self.today:%d.%m.%Y}{', nur Bericht' * self.dry_run}:")
        self.drafts()
        self.cases()
        self.accounts()
        mails = retention.old_mails(self.today)
        basis = f"versendet vor {retention.SENT_MAIL_DAYS} Tagen oder lange aufgegeben"
        self.report("E-Mails im Postausgang gelöscht", basis, mails.count())
        if self.dry_run:
            self.others()
        else:
            mails.delete()

    def others(self):
        """What the other nightly tasks would take; each of them forgets what is its own."""
        here = Region.objects.first()
        state = here.state if here else ""
        for holding in processing.every_holding():
            is_other = holding.due and holding.task != "aufbewahrung"
            if is_other and (count := holding.due(self.today)):
                self.report(holding.title, processing.in_land(holding.term, state), count)

    def drafts(self):
        drafts = retention.drafts_over(self.today)
        bases = self.bases(drafts)
        done = self.each(drafts, actions.forget_draft)
        self.report("Entwürfe gelöscht, mit ihren Dateien", bases, done)

    def cases(self):
        free, blocked = [], []
        for case in retention.cases_over(self.today):
            found = retention.obstacles(case, self.today)
            (blocked if found else free).append((case, found))
        cases = [case for case, _ in free]
        bases = self.bases(cases)
        done = self.each(cases, actions.anonymise)
        self.report("Vorgänge anonymisiert", bases, done)
        for case, found in blocked:
            self.stdout.write(f"  bleibt: {case.number}: {' '.join(found)}")

    def accounts(self):
        unused = list(filter(forgetting.leaves_no_trace, retention.unused_accounts(self.today)))
        if not self.dry_run:
            for user in unused:
                user.delete()
        basis = f"nie benutzt, vor {retention.UNUSED_ACCOUNT_DAYS} Tagen angelegt"
        self.report("Konten gelöscht", basis, len(unused))
        silent = list(retention.silent_accounts(self.today))
        if not self.dry_run:
            for user in silent:
                forgetting.erase(user)
        basis = f"seit {retention.SILENT_ACCOUNT_MONTHS} Monaten nicht angemeldet, keine Vorgänge mit Namen"
        self.report("Konten anonymisiert", basis, len(silent))

    def one_account(self, email: str):
        """Art. 17 DSGVO; what the law keeps (filed cases) keeps its words until its own term is over."""
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            raise CommandError(f"Ein Konto mit der Adresse {email} gibt es nicht.")
        drafts = Application.objects.drafts().filter(created_by=user)
        filed = Application.objects.filed().filter(submitted_by=user, anonymised_on__isnull=True)
        self.stdout.write(
            f"Konto {user.pk}: {drafts.count()} Entwürfe werden gelöscht, {filed.count()} eingereichte "
            "Vorgänge bleiben bis zum Ende ihrer Frist."
        )
        if not self.dry_run:
            with transaction.atomic():
                for draft in drafts:
                    actions.forget_draft(application=draft)
                forgetting.erase(user)
            logger.info("account %s erased on request", user.pk)

    def each(self, rows, verb) -> int:
        """Each on its own: what one person's click has changed meanwhile stops only that one."""
        if self.dry_run:
            return len(rows)
        done = 0
        for row in rows:
            try:
                verb(application=row, today=self.today)
                done += 1
            except DomainError as error:
                self.stdout.write(f"  bleibt: {error.message}")
        return done

    @staticmethod
    def bases(cases) -> str:
        return "; ".join(sorted({retention.term(case).basis for case in cases}))

    def report(self, what: str, basis: str, count: int):
        self.stdout.write(f"- {what}: {count}" + (f" ({basis})" if basis and count else ""))
        if count and not self.dry_run:
            logger.info("%s: %s (%s)", what, count, basis)
