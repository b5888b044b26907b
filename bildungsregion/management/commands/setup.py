"""Takes a new district from nothing to its own region: by questions, or by a file with the answers."""

import getpass
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from bildungsregion.base.models import Region
from bildungsregion.founding import run
from bildungsregion.founding.folder import answers_of, answers_text
from bildungsregion.founding.questions import BY_KEY, HEADINGS, Answers, Question, asked, faults
from bildungsregion.loading.records import LoadingFailed


STOPPED = "Unterbrochen. Ihre Antworten sind gemerkt: {}\nWeiter geht es mit: manage.py setup"


class Command(BaseCommand):
    help = (
        "Richtet eine neue Region ein: fragt auf Deutsch, oder liest die Antworten aus einer Datei."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--answers",
            metavar="DATEI",
            help="Antworten als TOML oder JSON; es wird nichts gefragt",
        )
        parser.add_argument(
            "--set", metavar="ABSCHNITT.NAME=WERT", action="append", default=[], dest="given",
            help="einzelne Antwort, zum Beispiel office.city=Musterstadt; mehrfach möglich",
        )  # fmt: skip
        parser.add_argument(
            "--dry-run", action="store_true", help="nur prüfen und sagen, was entstünde"
        )

    def handle(self, *args, answers, given, dry_run, **options):
        if Region._meta.db_table not in connection.introspection.table_names():
            raise CommandError("Die Datenbank ist noch leer. Bitte zuerst: manage.py migrate")
        self.memory = Path(settings.VAR_DIR) / "setup.toml"
        if answers:
            values, base = self.read(Path(answers)), Path(answers).resolve().parent
            self.put(values, given)
        else:
            values, base = self.read(self.memory) if self.memory.exists() else {}, Path.cwd()
            self.put(values, given)
            self.interview(values)
        self.build(values, base, dry_run=dry_run, ask=not answers)

    def read(self, file: Path) -> Answers:
        try:
            return answers_of(file.read_text("utf-8-sig"), is_json=file.suffix == ".json")
        except OSError as error:
            raise CommandError(
                f"{file}: Die Datei gibt es nicht oder sie ist nicht lesbar."
            ) from error
        except ValueError as error:
            raise CommandError(f"{file}: Das ist weder gültiges TOML noch JSON: {error}") from error

    def put(self, values: Answers, given: list[str]) -> None:
        for text in given:
            key, mark, value = text.partition("=")
            question = BY_KEY.get(key)
            if question is None or not mark:
                raise CommandError(
                    f"--set {text}: Erwartet wird ABSCHNITT.NAME=WERT mit einer bekannten Angabe."
                )
            values.setdefault(question.section, {})[question.name] = self.plain(question, value)

    def plain(self, question: Question, text: str) -> str | list[str]:
        """What was typed, as an answers file would have it."""
        if question.is_list:
            return [part.strip() for part in text.split(",") if part.strip()]
        return text.strip()

    def interview(self, values: Answers) -> None:
        self.stdout.write(
            "Eine neue Region einrichten. Eingabetaste nimmt den Vorschlag in [ ]; Strg+C unterbricht.\n"
        )
        section, done = "", set()
        try:
            # An answer may lead to further questions, so the list is read again after each one.
            while left := [question for question in asked(values) if question.key not in done]:
                question = left[0]
                done.add(question.key)
                if question.section != section:
                    section = question.section
                    self.stdout.write(f"\n{HEADINGS[section]}")
                values.setdefault(section, {})[question.name] = self.answer(question, values)
                self.remember(values)
        except (KeyboardInterrupt, EOFError) as stop:
            raise CommandError(STOPPED.format(self.memory)) from stop

    def answer(self, question: Question, values: Answers):
        if question.hint:
            self.stdout.write(f"  ({question.hint})")
        if question.choices:
            self.stdout.write(f"  Möglich: {', '.join(question.choices)}")
        while True:
            proposal = question.given(values)
            shown = ", ".join(proposal) if isinstance(proposal, list) else str(proposal or "")
            prompt = (
                f"  {question.label}{f' [{shown}]' if shown and not question.is_secret else ''}: "
            )
            typed = getpass.getpass(prompt) if question.is_secret else input(prompt)
            value = self.plain(question, typed) or proposal
            sentence = question.fault(value)
            if not sentence:
                return value
            self.stdout.write(f"  {sentence}")

    def remember(self, values: Answers) -> None:
        """All answers but secrets, so that the interview can go on another day."""
        kept = {
            section: {name: value for name, value in part.items() if not BY_KEY[f"{section}.{name}"].is_secret}
            for section, part in values.items()
        }  # fmt: skip
        self.memory.parent.mkdir(parents=True, exist_ok=True)
        self.memory.write_text(answers_text(kept), "utf-8")

    def build(self, values: Answers, base: Path, *, dry_run: bool, ask: bool) -> None:
        try:
            if found := faults(values):
                raise LoadingFailed(found)
            report = run.check(values, base)
            for line in report.lines():
                self.stdout.write(line)
            if dry_run:
                self.stdout.write("Probelauf: Es ist nichts geschrieben.")
                return
            if ask and input("So anlegen? [j/N] ").strip().lower() not in ("j", "ja"):
                raise CommandError(STOPPED.format(self.memory))
            run.found(values, base, keep_in=Path(settings.VAR_DIR) / "region")
        except LoadingFailed as failure:
            sentences = "\n  ".join(failure.sentences)
            raise CommandError(f"Nichts wurde angelegt.\n  {sentences}") from failure
        except (KeyboardInterrupt, EOFError) as stop:
            raise CommandError(STOPPED.format(self.memory)) from stop
        self.memory.unlink(missing_ok=True)
        self.stdout.write(
            f"{report.region} ist eingerichtet. Wie es weitergeht, steht in der Verwaltung unter „Einrichtung“: "
            f"{settings.PORTAL_URL.rstrip('/')}/verwaltung/einrichtung/"
        )
