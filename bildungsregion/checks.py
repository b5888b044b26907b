"""`manage.py check --deploy`: what runs, but not as a portal in the open should (docs/adr/0301).

What must not run at all is refused by starting.py before there are checks.
"""

import os

from django.conf import settings
from django.core.checks import Tags, Warning as CheckWarning, register

from . import starting


PLAIN = "HTTPS=false: Sitzungen und Formulare gehen offen durch das Netz."
ONE_FACTOR = "OFFICE_SECOND_FACTOR=false: Die Verwaltung ist mit einem Kennwort allein offen."
NOBODY = "OPERATOR_EMAILS ist leer: Von Fehlern und schlechten Nächten erfährt niemand."
HALF_A_PROXY = "X_ACCEL_PREFIX ist keine Adresse mit / am Anfang und am Ende."
OPEN_MAIL = "EMAIL_PLAIN=true: Anmeldecodes gehen unverschlüsselt an den Mailserver."
OPEN_DATABASE = "Die Verbindung zur Datenbank auf einem anderen Rechner prüft kein Zertifikat."


@register(Tags.security, deploy=True)
def running_for_real(app_configs, **kwargs) -> list[CheckWarning]:
    found = []
    if not settings.HTTPS:
        found.append(CheckWarning(PLAIN, hint="HTTPS=true", id="bildungsregion.W001"))
    if not settings.OFFICE_SECOND_FACTOR:
        hint = "OFFICE_SECOND_FACTOR=true"
        found.append(CheckWarning(ONE_FACTOR, hint=hint, id="bildungsregion.W002"))
    if not settings.ADMINS:
        hint = "OPERATOR_EMAILS=betrieb@kreis.example"
        found.append(CheckWarning(NOBODY, hint=hint, id="bildungsregion.W003"))
    prefix = settings.X_ACCEL_PREFIX
    if prefix and not (prefix.startswith("/") and prefix.endswith("/")):
        hint = "X_ACCEL_PREFIX=/geschuetzt/"
        found.append(CheckWarning(HALF_A_PROXY, hint=hint, id="bildungsregion.W004"))
    return found + _in_the_open()


def _in_the_open() -> list[CheckWarning]:
    """What goes to other machines without encryption, or to nobody knows whom."""
    found = []
    is_encrypted = settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL
    if not is_encrypted and not starting.is_here(settings.EMAIL_HOST):
        hint = "EMAIL_URL=smtp+tls://…"
        found.append(CheckWarning(OPEN_MAIL, hint=hint, id="bildungsregion.W005"))
    database = settings.DATABASES["default"]
    # What libpq reads itself where the address says nothing.
    mode = database.get("OPTIONS", {}).get("sslmode") or os.environ.get("PGSSLMODE")
    is_far = "postgresql" in database["ENGINE"] and not starting.is_here(database["HOST"])
    if is_far and mode not in starting.VOUCHED:
        hint = "DATABASE_URL=postgres://…?sslmode=verify-full&sslrootcert=/etc/ssl/certs/ca-certificates.crt"
        found.append(CheckWarning(OPEN_DATABASE, hint=hint, id="bildungsregion.W006"))
    return found
