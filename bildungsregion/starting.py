"""What has to be right before the portal runs for real: secrets, names, HTTPS (docs/adr/0301).

Read by settings.py before there is a Django, so it imports nothing of it. Every sentence says what to set.
"""

import ipaddress
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from .base import hash_list


DEVELOPMENT_KEY = "nur-fuer-die-entwicklung-und-nie-im-betrieb-verwenden-0123456789"
SHORTEST_KEY, FEWEST_LETTERS = 32, 10
# What stands in instructions, and Django's own mark of a key made for trying things.
PLACEHOLDER = re.compile(r"django-insecure|nur-fuer-die-entwicklung|change.?me", re.IGNORECASE)
HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*", re.IGNORECASE)
HERE = frozenset({"localhost", "127.0.0.1", "::1", "[::1]", ".localhost", "testserver"})
# Of PostgreSQL's ways to encrypt, those that ask who is at the other end.
VOUCHED = frozenset({"verify-ca", "verify-full"})


class WrongSecretError(Exception):
    """A secret was given in a way that cannot be meant; the argument is a sentence for the operator."""


def secret(environment: Mapping[str, str], name: str) -> str:
    """The value of NAME, or what the file says that NAME_FILE names (as systemd and containers hand in secrets).

    Raises WrongSecretError where both are given, or the file cannot be read or is empty.
    """
    value, place = environment.get(name, ""), environment.get(f"{name}_FILE", "")
    if not place:
        return value
    if value:
        raise WrongSecretError(f"{name} und {name}_FILE sind beide gesetzt. Bitte nur eines davon.")
    try:
        told = Path(place).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise WrongSecretError(
            f"{name}_FILE lässt sich nicht lesen ({type(error).__name__}). Bitte den Pfad und die Rechte prüfen."
        ) from error
    if not told:
        raise WrongSecretError(f"Die Datei, die {name}_FILE nennt, ist leer.")
    return told


def faults(
    *,
    debug: bool,
    secret_key: str,
    hosts: Sequence[str],
    https: bool,
    portal_url: str,
    open_mail_host: str = "",
    leaked_passwords: str = "",
) -> Iterator[str]:
    """Why the portal must not start like this, a German sentence each; nothing where all is well.

    ``open_mail_host`` takes mails without encryption; "" where none does, or the operator says that it must be so.
    """
    if debug:
        if strangers := [host for host in hosts if host not in HERE]:
            yield (
                f"DEBUG=true zeigt bei Fehlern das Innere des Portals und gilt nur auf diesem Rechner; ALLOWED_HOSTS "
                f"nennt aber {', '.join(strangers)}. Bitte im Betrieb DEBUG=false setzen."
            )
        return
    yield from _faults_of_key(secret_key)
    yield from _faults_of_hosts(hosts)
    yield from _faults_of_address(hosts, https, portal_url)
    if open_mail_host and not is_here(open_mail_host):
        yield (
            f"EMAIL_URL schickt Anmeldecodes unverschlüsselt an „{open_mail_host}“. Bitte smtp+tls:// (Port 587) oder "
            "smtp+ssl:// (Port 465) schreiben. Kann der Mailserver beides nicht und ist das Netz dorthin anders "
            "geschützt, dann sagt EMAIL_PLAIN=true, dass es so sein soll."
        )
    if leaked_passwords and (fault := hash_list.fault_of(Path(leaked_passwords))):
        yield f"LEAKED_PASSWORDS: {fault}"


def is_here(host: str) -> bool:
    """Whether this machine itself answers under the name; "" and a path are sockets."""
    if not host or host.startswith("/") or host.lower() in HERE:
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _faults_of_key(key: str) -> Iterator[str]:
    how = (
        'Neu erzeugen: python3 -c "import secrets; print(secrets.token_urlsafe(50))", dann als SECRET_KEY in die '
        "Umgebung oder in die Datei, die SECRET_KEY_FILE nennt."
    )
    if not key:
        yield f"SECRET_KEY fehlt. {how}"
    elif len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_LETTERS:
        yield f"SECRET_KEY ist zu kurz oder zu eintönig (mindestens {SHORTEST_KEY} zufällige Zeichen). {how}"
    elif PLACEHOLDER.search(key):
        yield f"SECRET_KEY ist ein Platzhalter aus einer Anleitung. {how}"


def _faults_of_hosts(hosts: Sequence[str]) -> Iterator[str]:
    example = "Bitte die Namen nennen, unter denen das Portal erreichbar ist: ALLOWED_HOSTS=portal.kreis.example"
    if not hosts:
        yield f"ALLOWED_HOSTS ist leer. {example}"
    for host in hosts:
        if "*" in host or host.startswith("."):
            yield f"ALLOWED_HOSTS lässt mit „{host}“ beliebige Namen zu. {example}"
        elif not _is_host(host):
            yield f"„{host}“ in ALLOWED_HOSTS ist kein Name eines Rechners (ohne https://, Port und Pfad). {example}"


def _is_host(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return bool(HOST.fullmatch(host))
    return True


def _faults_of_address(hosts: Sequence[str], https: bool, portal_url: str) -> Iterator[str]:
    try:
        parts = urlsplit(portal_url)
        host = parts.hostname or ""
    except ValueError:
        yield "PORTAL_URL ist keine Adresse. Zum Beispiel: PORTAL_URL=https://portal.kreis.example"
        return
    wanted = "https" if https else "http"
    if parts.scheme != wanted:
        yield (
            f"PORTAL_URL beginnt mit „{parts.scheme}:“, das Portal spricht aber {wanted}. Im Betrieb gehört dorthin "
            "die öffentliche Adresse mit https://. Wer ohne HTTPS laufen lassen will (nie im offenen Netz), sagt es "
            "mit HTTPS=false."
        )
    elif host not in {one.strip("[]").lower() for one in hosts}:
        yield f"PORTAL_URL nennt „{host}“; dieser Name fehlt in ALLOWED_HOSTS. Bitte beides abgleichen."
