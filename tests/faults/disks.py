"""F4: disks that are full, each a small one of its own that nobody but the server sees."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from django.db import connections

from funding import drafts
from funding.models import Application

from . import proof
from .catalogue import House, Seen, fault, not_here
from .people import Applicant, a_pdf
from .site import Site


# A disk in memory that ends with the server; whoever is not root has one in a user namespace.
SMALL_DISK = 'mkdir -p "$0" && mount -t tmpfs -o size=%s none "$0" && %s && exec "$@"'
PROJECT = Application.Section.PROJECT
TYPED = "Wir sehen, woher das Salz kam, und rechnen nach, was es kostete."


def on_small_disk(folder: Path, size: str = "8m", first: str = "true") -> tuple[str, ...]:
    """What stands before a command so that this folder is a disk of that size, after ``first`` was done on it."""
    own = "-m" if os.geteuid() == 0 else "-rm"
    return ("unshare", own, "sh", "-c", SMALL_DISK % (size, first), str(folder))


def fill(disk: Path) -> Path:
    """A file that takes all the room there is."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(65_536))
        except OSError:
            pass
        try:
            while True:
                file.write(b"0")
        except OSError:
            return filler


def _expect(what: str, found: object, wanted: object) -> list[str]:
    return [] if found == wanted else [f"{what}: {found} statt {wanted}"]


@fault("F4", "Platte der Dateien voll")
def files(house: House) -> Seen:
    if not shutil.which("unshare"):
        return not_here("unshare fehlt (Debian: util-linux)")
    folder = house.folder / "small"
    around = on_small_disk(folder)
    with Site(house.folder, around=around, MEDIA_ROOT=str(folder)) as site:
        disk = Path(f"/proc/{site.server.pid}/root{folder}")
        late, early = Applicant(), Applicant()
        wrong = _expect("Datei, solange Platz ist", early.upload(site.door).status, 302)
        filler = fill(disk)
        wrong += _while_full(site, early, late)
        filler.unlink()
        # Who has filed sends no more files.
        wrong += _expect("dieselbe Datei danach", late.upload(site.door).status, 302)
        for one in (early, late):
            wrong += _expect("derselbe Antrag danach", one.file(site.door).status, 302)
            wrong += _expect("die Bestätigung danach", one.receipt(site.door).status, 200)
        # The disk ends with the server; its files are read with all the others.
        shutil.copytree(disk, house.media, dirs_exist_ok=True)
    wrong += proof.faults([early, late])
    return Seen(
        did="8 MB voll; Datei, Antrag und Text gesendet, gelesen; dann Platz gemacht und dasselbe noch einmal",
        held="Datei: 503 mit einem Satz, später gelang sie; der Antrag kam an, seine Bestätigung wartete auf Platz",
        wrong=wrong,
    )


def _while_full(site: Site, early: Applicant, late: Applicant) -> list[str]:
    """A sentence for a file, what was typed is kept, and everything without files goes on: filing, too."""
    upload, filing, receipt = (
        late.upload(site.door),
        early.file(site.door),
        early.receipt(site.door),
    )
    case = Application.objects.get(pk=late.case.pk)
    fields = drafts.own_fields(PROJECT, drafts.typed(case, PROJECT))
    fields |= {"description": TYPED, "stand": drafts.stamp(case, PROJECT)}
    text = late.send(site.door, PROJECT, fields)
    wrong = _expect("Datei bei voller Platte", upload.status, 503)
    wrong += _expect("ihr Satz", "ließ sich gerade nicht speichern" in upload.text, True)
    wrong += _expect("Antrag bei voller Platte", filing.status, 302)
    wrong += _expect("seine Bestätigung", receipt.status, 503)
    wrong += _expect("ihr Satz dazu", "gerade nicht" in receipt.text, True)
    wrong += _expect("Text bei voller Platte", text.status, 302)
    case.refresh_from_db()
    kept = drafts.typed(case, PROJECT).get("description")
    wrong += _expect("gespeicherter Text", kept, TYPED)
    wrong += _expect("Lesen bei voller Platte", site.door.ask("GET", "/akteure/").status, 200)
    return wrong + proof.not_filed([late])


@fault("F4b", "Platte für Zwischendateien voll")
def temporary(house: House) -> Seen:
    """What is longer than 2.5 MB waits on a disk while it comes."""
    if not shutil.which("unshare"):
        return not_here("unshare fehlt (Debian: util-linux)")
    folder = house.folder / "passing"
    with Site(house.folder, around=on_small_disk(folder), TMPDIR=str(folder)) as site:
        one = Applicant()
        one.pdf = a_pdf(side=1200)
        filler = fill(Path(f"/proc/{site.server.pid}/root{folder}"))
        full = one.upload(site.door)
        filler.unlink()
        wrong = _expect("große Datei", full.status, 503)
        wrong += _expect("ihr Satz", "gerade nicht" in full.text, True)
        wrong += _expect("dieselbe danach", one.upload(site.door).status, 302)
        wrong += _expect("der Antrag", one.file(site.door).status, 302)
    return Seen(
        did="die Platte von TMPDIR gefüllt und 4 MB hochgeladen",
        held="503 mit einem Satz; danach gelang dasselbe",
        wrong=wrong + proof.faults([one]),
    )


def _bring_back(database: Path, place: Path) -> None:
    """With what stands only in its log; copied first, as SQLite would follow /proc to our own root."""
    copy = place.with_name("brought.sqlite3")
    for end in ("", "-wal"):
        if (part := Path(f"{database}{end}")).exists():
            shutil.copy(part, f"{copy}{end}")
    with closing(sqlite3.connect(copy)) as of, closing(sqlite3.connect(place)) as to:
        of.backup(to)


@fault("F4c", "Platte der Datenbank voll (SQLite)")
def rows(house: House) -> Seen:
    if house.server or not shutil.which("unshare"):
        return not_here("nur SQLite liegt auf derselben Maschine als Datei; PostgreSQL ist F3")
    one, folder = Applicant(), house.folder / "rows"
    # The last one to let go of the database writes everything into its one file.
    connections.close_all()
    kept = house.folder / "db.sqlite3"
    size = f"{kept.stat().st_size // 1024 + 4096}k"
    around = on_small_disk(folder, size, f'cp "{kept}" "$0"/')
    url = f"sqlite:///{folder}/db.sqlite3"
    with Site(house.folder, around=around, DATABASE_URL=url) as site:
        filler = fill(Path(f"/proc/{site.server.pid}/root{folder}"))
        full, reading = one.file(site.door), site.door.ask("GET", "/akteure/").status
        filler.unlink()
        again = one.file(site.door)
        # It ends with its disk: what it holds by now is read as after every other fault.
        _bring_back(Path(f"/proc/{site.server.pid}/root{folder}") / kept.name, kept)
    wrong = proof.faults([one])
    wrong += _expect("Antrag", full.status, 503) + _expect("Lesen", reading, 200)
    wrong += _expect("sein Satz", "in einigen Minuten noch einmal" in full.text, True)
    wrong += _expect("derselbe Antrag danach", again.status, 302)
    return Seen(
        did="die Platte der Datenbank gefüllt und einen Antrag gesendet, gelesen; dann Platz gemacht",
        held="503 mit einem Satz, Lesen ging weiter, danach gelang dasselbe",
        wrong=wrong,
    )
