"""Set the region up: everything or nothing."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import actions, roles
from accounts.models import OfficeInvitation, User
from bildungsregion.base.models import Region
from bildungsregion.loading import run as loading
from bildungsregion.loading.fund import setup_account
from bildungsregion.loading.records import LoadingFailed
from bildungsregion.loading.report import Report

from . import folder, municipalities
from .questions import Answers, faults, of


ROLE = "administration"


class Stop(Exception):
    """Ends a dry run, so that nothing of it stays."""


def check(answers: Answers, base: Path) -> Report:
    """What would be written, with nothing written; raises LoadingFailed with every fault.

    Files are named from the folder ``base``.
    """
    report = None
    try:
        with transaction.atomic():
            report = found(answers, base)
            raise Stop
    except Stop:
        return report


def found(answers: Answers, base: Path, keep_in: Path | None = None) -> Report:
    """Write region and first person in one transaction; raises LoadingFailed and changes nothing then.

    The folder that was loaded is left in ``keep_in``, so that it can be corrected and loaded again.
    """
    with _made(answers, base) as made, transaction.atomic():
        _refuse_edited(made.name)
        report = loading.load(made)
        roles.sync()
        _first_person(answers)
        if keep_in is not None:
            target = keep_in / made.name
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(made, target)
    return report


@contextmanager
def _made(answers: Answers, base: Path) -> Iterator[Path]:
    if found_faults := faults(answers):
        raise LoadingFailed(found_faults)
    slug = folder.slug_of(answers)
    if not slug:
        raise LoadingFailed(["[region] short_name (Kurzer Name): Der Name braucht Buchstaben."])
    table, outlines = of(answers, "municipalities.csv"), of(answers, "municipalities.map")
    places = municipalities.read(
        base / table, base / outlines if outlines else None, str(of(answers, "region.ags"))
    )
    if places.faults:
        raise LoadingFailed(places.faults)
    with tempfile.TemporaryDirectory(prefix="bildungsregion-setup-") as name:
        made = Path(name) / slug
        made.mkdir()
        folder.write(made, answers, places)
        yield made


def _refuse_edited(slug: str) -> None:
    """A region that came with the program is brought up to date by load_region, never by answers."""
    if slug in loading.available() and Region.objects.filter(slug=slug).exists():
        raise LoadingFailed(
            [f"Diese Region kommt mit dem Programm. Bitte: manage.py load_region {slug}"]
        )


def _first_person(answers: Answers) -> None:
    """An account with the password that was typed, or an invitation by mail; nothing where they are there already.

    Raises LoadingFailed for a password that is too near the address.
    """
    email, name = of(answers, "people.email").strip().lower(), of(answers, "people.name")
    if User.objects.filter(email__iexact=email, is_staff=True).exists():
        return
    if password := of(answers, "people.password"):
        _refuse_guessable(password, User(email=email))
        user = User.objects.create_user(email, password, name=name, is_staff=True)
        user.groups.add(Group.objects.get(name=ROLE))
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    elif not OfficeInvitation.objects.open().filter(email__iexact=email).exists():
        by = setup_account()
        # Never saved: there is nobody yet who may give roles.
        by.is_superuser = True
        actions.invite(email=email, name=name, role=ROLE, by=by)


def _refuse_guessable(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise LoadingFailed(
            [f"[people] password (Passwort): {' '.join(error.messages)}"]
        ) from error
