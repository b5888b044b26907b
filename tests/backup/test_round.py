"""A portal with something of everything goes into an archive and comes back; and what must not come back does not."""

import errno
import io
import json
import os
import zipfile
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from actors.models import Actor, Municipality, OpeningSlot
from bildungsregion.backup import (
    age,
    archive,
    comparing,
    keeping,
    loading,
    making,
    restoring,
    tables,
    values,
)
from bildungsregion.backup.errors import BackupError, DamagedError
from bildungsregion.base.journal.models import Change
from bildungsregion.base.models import OutgoingMail
from bildungsregion.finding.models import SearchEntry
from events.models import Event
from funding.models import Step
from pages.models import Page
from tests.factories.everything import make_salt
from tests.factories.funding import make_submitted


@pytest.fixture
def filled(region):
    """Rows of every kind of column that there is, uploads, history, words of the search."""
    make_salt()
    make_submitted()
    museum = Actor.objects.get(slug="salzmuseum")
    museum.image_alt, museum.image_author, museum.image_licence = "Eine Saline", "Museum", "cc0"
    museum.image.save("salz.png", ContentFile(b"a picture"))
    OpeningSlot.objects.create(actor=museum, weekday=0, opens=time(9, 30), closes=time(17, 0))
    Municipality.objects.create(
        name="Echem", slug="echem", ags="03355010", latitude=53.3412345678, longitude=10.5,
        geometry={"type": "Point", "coordinates": [10.5, 53.25], "a": None},
    )  # fmt: skip
    Page.objects.filter(slug="salziges-impressum").update(draft=None)
    OutgoingMail.objects.create(
        to=["amt@landkreis.example"],
        message=b"\x00\xff mail",
        due_at=datetime.fromisoformat("2026-03-01T12:30:15.000123+00:00"),
    )


@pytest.fixture
def kept(filled, tmp_path) -> Path:
    made = making.make(tmp_path / "kept.zip")
    assert made.missing == ()
    return made.path


def triggers() -> list:
    query = "SELECT tgrelid, tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2"
    if connection.vendor == "sqlite":
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def restored(path: Path, **options) -> restoring.Restored:
    with archive.opened(path) as opened:
        return restoring.restore(opened, **options)


def differences(path: Path) -> list[str]:
    with archive.opened(path) as opened:
        return [str(one) for one in comparing.differences(opened, connection)]


def changed_member(path: Path, name: str, change) -> Path:
    """The archive again, with another text in one of its members."""
    other = path.with_name("other.zip")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(other, "w") as target:
        for member in source.namelist():
            text = source.read(member)
            target.writestr(member, change(text) if member == name else text)
        target.comment = source.comment
    return other


def test_everything_comes_back_once(kept):
    history, words, guards = Change.objects.count(), SearchEntry.objects.count(), triggers()
    steps = list(Step.objects.values_list("pk", "taken_at"))
    museum = Actor.objects.get(slug="salzmuseum")
    Event.objects.all().delete()
    Actor.objects.filter(slug="geheim").update(name="Anders")
    default_storage.delete(museum.image.name)
    default_storage.save("actors/later.png", ContentFile(b"later"))
    found = differences(kept)
    assert (
        "Dateien: 1 nur in der Sicherung (actors/salz.png), 1 nur im Portal (actors/later.png)"
        in found
    )
    assert any(line.startswith("actors_actor: 1 verschieden") for line in found)

    done = restored(kept, force=True)

    assert differences(kept) == []
    assert (Change.objects.count(), SearchEntry.objects.count()) == (history, words)
    assert list(Step.objects.values_list("pk", "taken_at")) == steps
    assert triggers() == guards
    assert Path(museum.image.path).read_bytes() == b"a picture"
    assert (done.put_aside / "actors" / "later.png").read_bytes() == b"later"
    assert done.waiting_mails == OutgoingMail.objects.waiting().count() > 0


def test_number_of_a_gone_row_is_never_given_again(kept, tmp_path):
    gone = Actor.objects.create(
        name="Kurz da", slug="kurz", kind="museum", municipality=Municipality.objects.first()
    )
    number = gone.pk
    gone.delete()
    making.make(tmp_path / "after.zip")

    restored(tmp_path / "after.zip", force=True)

    again = Actor.objects.create(
        name="Neu", slug="neu", kind="museum", municipality=Municipality.objects.first()
    )
    assert again.pk > number


def test_filled_portal_is_not_replaced(kept):
    Event.objects.all().delete()

    with pytest.raises(
        CommandError, match="(?s)enthält schon etwas.*sichert ihn zuerst.*Nichts wurde verändert"
    ):
        call_command("restore", str(kept))

    assert not Event.objects.exists()


def test_moment_and_null_are_kept_exactly(kept):
    restored(kept, force=True)

    mail = OutgoingMail.objects.get(message=b"\x00\xff mail")
    assert mail.due_at.isoformat() == "2026-03-01T12:30:15.000123+00:00"
    assert Municipality.objects.get(slug="echem").geometry["coordinates"] == [10.5, 53.25]
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM pages_page WHERE draft IS NULL")
        assert cursor.fetchone()[0] == Page.objects.count()


ACTORS = "rows/actors_actor.jsonl"
DAMAGES = [
    (ACTORS, lambda text: text.replace(b"Salzmuseum", b"Salzmuseen", 1)),
    (ACTORS, lambda text: text[: len(text) // 2]),
    (ACTORS, lambda text: text[: text.rindex(b"[")]),
    ("files/actors/salz.png", lambda text: text[:-1] + b"?"),
    ("manifest.json", lambda text: text.replace(b'"rows": 3', b'"rows": 4')),
    ("manifest.json", lambda text: b""),
]


def test_changed_archive_changes_nothing(kept):
    before = tables.digest(connection, tables.all_tables()["actors_actor"])

    for name, change in DAMAGES:
        other = changed_member(kept, name, change)
        with pytest.raises(CommandError, match="(?s)beschädigt.*Nichts wurde verändert"):
            call_command("restore", str(other), force=True)

    assert tables.digest(connection, tables.all_tables()["actors_actor"]) == before
    assert default_storage.exists("actors/salz.png")


def test_archive_that_was_cut_off_or_is_none_is_refused(kept, tmp_path):
    for content in (kept.read_bytes()[:-200], kept.read_bytes()[:5000], b"", b"hello"):
        (tmp_path / "short.zip").write_bytes(content)
        with pytest.raises(DamagedError, match="keine Sicherung des Portals"):
            restored(tmp_path / "short.zip", force=True)
    with pytest.raises(BackupError, match="gibt es nicht"):
        restored(tmp_path / "none.zip")


def test_archive_of_a_newer_version_says_which_way_to_go(kept, monkeypatch):
    with archive.opened(kept) as opened:
        opened.manifest["migrations"] = [*opened.manifest["migrations"], ["actors", "9999_later"]]
        with pytest.raises(
            BackupError, match=r"neueren Fassung .*actors\.9999_later.*aktualisieren"
        ):
            restoring.restore(opened, force=True)
    monkeypatch.setattr(archive, "FORMAT", 0)
    with pytest.raises(BackupError, match="neueren Fassung"), archive.opened(kept):
        pass


def test_row_the_database_refuses_leaves_rows_and_files_as_they_were(kept, monkeypatch):
    later = default_storage.save("actors/later.png", ContentFile(b"later"))
    default_storage.delete("actors/salz.png")
    before = tables.digest(connection, tables.all_tables()["actors_actor"])
    monkeypatch.setattr(
        loading, "_check_references", lambda connection: (_ for _ in ()).throw(BackupError("nein"))
    )

    with pytest.raises(BackupError, match="nein"):
        restored(kept, force=True)

    assert tables.digest(connection, tables.all_tables()["actors_actor"]) == before
    assert default_storage.exists(later)
    assert not default_storage.exists("actors/salz.png")


def test_work_while_restoring_is_told_as_what_it_is(kept, monkeypatch):
    load = loading.load

    def load_and_work(*args):
        load(*args)
        Event.objects.all().delete()

    monkeypatch.setattr(loading, "load", load_and_work)

    with pytest.raises(CommandError, match="ist eingespielt, aber .* nicht gleich") as raised:
        call_command("restore", str(kept), force=True)

    assert "Nichts wurde verändert" not in str(raised.value)


def test_rows_alone_come_back_beside_further_files(kept):
    later = default_storage.save("actors/later.png", ContentFile(b"later"))
    Event.objects.all().delete()

    done = restored(kept, force=True, rows_only=True)

    assert Event.objects.exists()
    assert default_storage.exists(later)
    assert done.put_aside is None


@pytest.mark.parametrize("content", [None, b"b picture"])
def test_rows_alone_need_the_files_of_the_archive(kept, content):
    default_storage.delete("actors/salz.png")
    if content:
        default_storage.save("actors/salz.png", ContentFile(content))
    Event.objects.all().delete()

    with pytest.raises(CommandError, match=r"(?s)actors/salz\.png.*Nichts wurde verändert"):
        call_command("restore", str(kept), force=True, rows_only=True)

    assert not Event.objects.exists()


def test_files_are_put_aside_onto_another_disk(kept, monkeypatch):
    """Where the folder of the uploads is a mount, the folder beside it is another disk."""
    default_storage.save("actors/later.png", ContentFile(b"later"))
    rename = os.rename

    def within_a_disk(source, target, **options):
        if "-beiseite-" in str(target):
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        rename(source, target, **options)

    monkeypatch.setattr(os, "rename", within_a_disk)

    done = restored(kept, force=True)

    assert (done.put_aside / "actors" / "later.png").read_bytes() == b"later"
    assert differences(kept) == []


def test_encrypted_backup_goes_out_and_comes_back(filled, tmp_path, monkeypatch):
    monkeypatch.setattr(age, "WORK", 4)
    secret = tmp_path / "secret"
    secret.write_text("drei Worte, die niemand errät\n")
    out = io.StringIO()

    call_command("backup", into=str(tmp_path), passphrase_file=str(secret), stdout=out)

    (path,) = tmp_path.glob("bildungsregion-*.zip.age")
    assert (path.name, path.stat().st_mode & 0o777) == (
        "bildungsregion-2026-03-02T100000.zip.age",
        0o600,
    )
    assert "verschlüsselt, geprüft" in out.getvalue()
    with pytest.raises(CommandError, match="ist verschlüsselt"):
        call_command("restore", str(path), check=True)
    secret.write_text("vier Worte, die niemand errät\n")
    with pytest.raises(CommandError, match="Passphrase passt nicht"):
        call_command("restore", str(path), check=True, passphrase_file=str(secret))


def test_file_the_portal_lost_is_told_and_does_not_stop_the_backup(filled, tmp_path):
    Path(settings.MEDIA_ROOT, "actors/salz.png").unlink()

    made = making.make(tmp_path / "kept.zip")

    assert made.missing == ("actors/salz.png",)
    restored(made.path, force=True)


def test_backup_is_never_overwritten_and_a_failed_one_leaves_nothing(filled, tmp_path, monkeypatch):
    path = making.make(tmp_path / "kept.zip").path
    with pytest.raises(BackupError, match="nie überschrieben"):
        making.make(path)

    def full(self, table, rows):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive.Writer, "add_rows", full)
    with pytest.raises(
        BackupError, match="ließ sich nicht schreiben: auf dem Datenträger ist kein Platz"
    ):
        making.make(tmp_path / "next.zip")
    assert [file.name for file in tmp_path.iterdir()] == ["kept.zip"]


def test_backup_that_cannot_be_read_back_does_not_stay(filled, tmp_path, monkeypatch):
    make = making.make

    def make_on_a_bad_disk(path, **options):
        made = make(path, **options)
        os.truncate(path, made.size - 200)
        return made

    monkeypatch.setattr(making, "make", make_on_a_bad_disk)

    with pytest.raises(CommandError, match="beschädigt"):
        call_command("backup", into=str(tmp_path))

    assert list(tmp_path.iterdir()) == []


def test_half_written_backup_goes_when_nobody_writes_it(tmp_path):
    old, new = (tmp_path / f"bildungsregion-2026-01-0{day}T031000.zip.teil" for day in (1, 2))
    for path, hours in ((old, 3), (new, 1)):
        path.touch()
        moment = (timezone.now() - timedelta(hours=hours)).timestamp()
        os.utime(path, (moment, moment))

    keeping.thin_out(tmp_path, daily=2, weekly=3)

    assert list(tmp_path.iterdir()) == [new]


def test_old_backups_go_by_day_and_by_week(tmp_path):
    names = [
        f"bildungsregion-2026-{day}T031000.zip"
        for day in ("01-05", "01-11", "01-18", "01-24", "01-25", "01-26")
    ]
    for name in (
        *names,
        "bildungsregion-2026-01-26T090000.zip",
        "other.zip",
    ):
        (tmp_path / name).touch()

    keeping.thin_out(tmp_path, daily=2, weekly=3)

    # The newest of the two last days, and of the weeks that end on 18, 25 January and 1 February.
    assert sorted(path.name[15:25] for path in tmp_path.glob("bild*")) == [
        "2026-01-18",
        "2026-01-25",
        "2026-01-26",
    ]
    assert (tmp_path / "other.zip").exists()
    assert (tmp_path / "bildungsregion-2026-01-26T090000.zip").exists()


def test_every_kind_of_column_has_its_form():
    for table in tables.all_tables().values():
        for _, kind in table.columns:
            values.codec(kind)


def test_manifest_says_what_is_inside(kept):
    with zipfile.ZipFile(kept) as opened:
        manifest = json.loads(opened.read("manifest.json"))

    assert manifest["region"] == "Bildungsregion Lüneburg"
    assert manifest["tables"]["actors_municipality"]["rows"] == Municipality.objects.count()
    assert manifest["files"]["actors/salz.png"]["size"] == 9
    assert not {"django_session", "usersessions_usersession"} & manifest["tables"].keys()
