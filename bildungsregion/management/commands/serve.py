"""One command to a portal that can be clicked through (`make run`)."""

import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.urls import reverse

from bildungsregion.base.models import Region
from bildungsregion.demo import logins as demo_logins


HOST = "127.0.0.1"
START_WITHIN = 120  # seconds the portal may take until it answers
STOP_WITHIN = 5  # seconds a child may take to finish what it has in hand


class Command(BaseCommand):
    help = "Richtet die Region mit Beispielfällen ein und startet Portal und Postausgang (nur zur Vorführung)."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--port", default="8000")

    def handle(self, *args, port, **options):
        port = self.checked_port(port)
        self.check_surroundings()
        self.prepare()
        sys.exit(self.serve(port))

    def checked_port(self, text: str) -> int:
        if not text.isdecimal() or not 1024 <= int(text) <= 65535:
            sys.exit(f"PORT muss eine Zahl von 1024 bis 65535 sein, nicht „{text}“.")
        port = int(text)
        if not is_free(port):
            free = next((other for other in range(port + 1, 65536) if is_free(other)), 8000)
            sys.exit(
                f"Der Port {port} ist schon belegt. Bitte einen anderen nehmen: make run PORT={free}"
            )
        return port

    def check_surroundings(self):
        if not settings.DEBUG:
            sys.exit("serve ist nur zur Vorführung da und läuft nicht mit DEBUG=false: make run")
        folder = settings.BASE_DIR / "regions"
        known = sorted(path.parent.name for path in folder.glob("*/region.toml"))
        if settings.REGION not in known:
            sys.exit(
                f"Die Region „{settings.REGION}“ gibt es nicht. Bekannt sind: {', '.join(known)}."
            )
        if not (settings.BASE_DIR / "node_modules" / "@kern-ux").is_dir():
            sys.exit("Das Gestaltungssystem KERN fehlt; „make run“ holt es.")

    def prepare(self):
        """Bring the database up to this version; what was already done is not done again."""
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        if not connection.introspection.table_names():
            self.stdout.write("Die Datenbank wird angelegt …")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        with open(os.devnull, "w") as nowhere:
            call_command("sync_roles", stdout=nowhere)
        is_new = not Region.objects.exists()
        content = settings.BASE_DIR / "regions" / settings.REGION
        with Done("loaded", digest(content), anew=is_new) as step:
            if step.is_due:
                self.stdout.write("Die Daten der Region werden geladen …")
                call_command("load_region", settings.REGION)
        demo_logins.make(Region.objects.get())
        with Done("demo", "yes", anew=is_new) as step:
            if step.is_due:
                self.stdout.write("Beispielfälle werden angelegt …")
                call_command("demo")

    def serve(self, port: int) -> int:
        """Run portal and outbox until one ends or a signal comes; gives the exit code."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.default_int_handler)
        # The mails of a demonstration lead back to where it runs.
        os.environ.setdefault("PORTAL_URL", f"http://{HOST}:{port}")
        children = []
        try:
            children += [start("runserver", f"{HOST}:{port}"), start("outbox")]
            if wait_for_answer(port, children):
                self.stdout.write(welcome(f"http://{HOST}:{port}"))
            while all(child.poll() is None for child in children):
                time.sleep(0.3)
            return next(child.returncode for child in children if child.returncode is not None) or 1
        except KeyboardInterrupt:
            self.stdout.write(
                "\nDas Portal wird beendet. Die Daten bleiben; „make run“ macht hier weiter."
            )
            return 0
        finally:
            for child in children:
                stop(child)


class Done:
    """A step that is remembered, in a small file beside the data, once it went through."""

    def __init__(self, name: str, state: str, *, anew: bool):
        self.file = Path(settings.VAR_DIR) / f"serve-{name}"
        self.state = state
        self.is_due = anew or not self.file.exists() or self.file.read_text() != state

    def __enter__(self):
        return self

    def __exit__(self, error, *_):
        if error is None and self.is_due:
            self.file.write_text(self.state)


def digest(folder: Path) -> str:
    """One hash over all files of a folder, their names included."""
    total = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        total.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def start(*command: str) -> subprocess.Popen:
    """A command of this project in a session of its own, so that Ctrl-C reaches only serve."""
    told = {"DJANGO_RUNSERVER_HIDE_WARNING": "true", "PYTHONUNBUFFERED": "1"}
    # The screen belongs to the table of addresses and to what goes wrong.
    environment = {"LOG_LEVEL": "WARNING"} | os.environ | told
    manage = settings.BASE_DIR / "manage.py"
    return subprocess.Popen(
        [sys.executable, manage, *command],
        env=environment,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
    )


def wait_for_answer(port: int, children: list[subprocess.Popen]) -> bool:
    """Whether the portal took a connection before it or its time ended."""
    deadline = time.monotonic() + START_WITHIN
    while time.monotonic() < deadline and all(child.poll() is None for child in children):
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return True
        time.sleep(0.1)
    return False


def stop(child: subprocess.Popen) -> None:
    """Ask the whole session of a child to end; insist when it does not."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(child.pid, number)
            child.wait(STOP_WITHIN)
        except ProcessLookupError:
            break
        except subprocess.TimeoutExpired:
            continue
    child.wait()


def welcome(site: str) -> str:
    """Where everything is, and who can sign in."""
    office = [user for user in demo_logins.existing() if user.is_staff]
    schools = [user for user in demo_logins.existing() if not user.is_staff]
    lines = [
        "",
        f"{Region.objects.get().name}",
        f"  Portal      {site}/",
        f"  Verwaltung  {site}{reverse('admin:index')}",
        f"  E-Mails     {site}{reverse('admin:base_outgoingmail_changelist')}",
        f"              {settings.EMAIL_FILE_PATH}",
        "",
        f"Das Büro meldet sich an unter {site}{reverse('account_login')}",
        f"mit dem Passwort {demo_logins.PASSWORD}:",
        *(f"  {user.email:<30}{user.name}" for user in office),
    ]
    if schools:
        lines += [
            "",
            f"Einrichtungen melden sich an unter {site}{reverse('account_request_login_code')}",
            "mit dem Code, den das Portal per E-Mail schickt:",
            *(
                f"  {user.email:<30}{user.name}, {user.memberships.first().actor}"
                for user in schools
            ),
        ]
    return "\n".join([*lines, "", "Beenden mit Strg+C.", ""])
