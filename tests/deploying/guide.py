"""Follows docs/install.md as it is written, in a clean Debian, and takes the time (make try-install).

    python -m tests.deploying.guide

Every command of the page is run, in its order. There is no systemd in a folder, no name server and no authority for
certificates: stand_in.py does what their commands are asked for. Packages come from the network, all else happens in a
network of its own.
"""

import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

from tests.deploying import debian
from tests.house import ROOT


GUIDE = ROOT / "docs" / "install.md"
HOST = "bildungsregion.example"
SETTING = re.compile(r"[A-Z_]+=.*")
# What the reader fills in.
FILLED_IN = {
    "<address of the repository>": "/source",
    "YOUR.NAME": HOST,
    "<tag>": "to",
    "<tag before>": "from",
}
# What asks questions on a terminal.
WITHOUT_QUESTIONS = {
    "bildungsregion createsuperuser": "DJANGO_SUPERUSER_PASSWORD=Vierzehn-Enten-auf-Rollen bildungsregion "
    "createsuperuser --no-input --email leitung@kreis.example",
}
FIRST_STEP_ALONE = 3
# As on a machine that has just been started; then every step, its seconds on a line of its own.
START = f"""
echo "127.0.0.1 localhost {HOST}" >/etc/hosts
pg_ctlcluster 15 main start
cd /srv/bildungsregion
"""
# Links cannot be tried in a network of one machine, and the night says so.
PROOF = f"""
curl --fail -sS --cacert /etc/letsencrypt/live/{HOST}/fullchain.pem https://{HOST}/gesundheit/
curl --fail -sS -o /dev/null -w 'Startseite %{{http_code}}, %{{size_download}} Bytes\\n' --insecure https://{HOST}/
curl --fail -sS -o /dev/null -w 'Verwaltung %{{http_code}}\\n' --insecure https://{HOST}/verwaltung/login/
sheet=$(curl -sS --insecure https://{HOST}/ | grep -o '/static/[^"]*\\.css' | head -1)
curl --fail -sS -o /dev/null -w 'Stylesheet %{{http_code}}\\n' --insecure "https://{HOST}$sheet"
systemctl start bildungsregion-backup && ls -s /var/lib/bildungsregion-backup
grep -q '^LINKS_A_NIGHT' /etc/bildungsregion.env || echo LINKS_A_NIGHT=0 >>/etc/bildungsregion.env
systemctl start bildungsregion-nightly && tail -n 3 /var/log/bildungsregion-nightly.service.log
bildungsregion check --deploy --fail-level WARNING
"""


def steps(text: str) -> list[tuple[str, list[str]]]:
    """Title and indented blocks of each section, in the order of the page."""
    found = []
    for part in re.split(r"(?m)^##? ", text)[1:]:
        title, _line, body = part.partition("\n")
        blocks = re.findall(r"(?m)(?:^ {4}.*\n(?:\n(?= {4}))?)+", f"{body}\n")
        found.append((title, [re.sub(r"(?m)^ {4}", "", block) for block in blocks]))
    return [step for step in found if step[1]]


def script(blocks: list[str]) -> str:
    return "\n".join(map(_block, blocks))


def _block(block: str) -> str:
    for word, filled in FILLED_IN.items():
        block = block.replace(word, filled)
    lines = block.strip().splitlines()
    if all(SETTING.fullmatch(line) for line in lines):
        return "\n".join(map(_setting, lines))
    return "\n".join(WITHOUT_QUESTIONS.get(line.strip(), line) for line in lines)


def _setting(line: str) -> str:
    """A line of the settings file: in the place of one that is there."""
    name = line.partition("=")[0]
    return f"sed -i '/^{name}=/d' /etc/bildungsregion.env\necho '{line}' >>/etc/bildungsregion.env"


def _prepare(machine: debian.Machine) -> None:
    for name in ("systemctl", "systemd-run", "certbot"):
        target = machine.path(f"/usr/local/sbin/{name}")
        shutil.copy(Path(__file__).with_name("stand_in.py"), target)
        target.chmod(0o755)
    git = ["git", "-C", str(machine.path("/source"))]
    subprocess.run(
        ["git", "clone", "-q", "--no-hardlinks", ROOT, machine.path("/source")], check=True
    )
    # One commit by two names: what is tried are the commands of an update, not what it brings.
    for tag in ("from", "to"):
        subprocess.run([*git, "tag", tag], check=True)


def _timed(title: str, commands: str) -> str:
    return f"begin=$SECONDS\necho '== {title}'\n{commands}\necho \"   $((SECONDS - begin)) s\"\n"


def main() -> None:
    sections = steps(GUIDE.read_text(encoding="utf-8"))
    alone = [
        n for n, (title, _b) in enumerate(sections) if title.startswith(f"{FIRST_STEP_ALONE}.")
    ]
    if not alone:
        sys.exit("docs/install.md hat keinen Schritt 3 mehr.")
    after = next(n for n, (title, _b) in enumerate(sections) if not title[0].isdigit())
    with debian.machine() as machine:
        _prepare(machine)
        began = time.monotonic()
        head = "".join(_timed(title, script(blocks)) for title, blocks in sections[: alone[0]])
        machine.run(head)
        tail = "".join(_timed(t, script(b)) for t, b in sections[alone[0] : after])
        rest = "".join(_timed(t, script(b)) for t, b in sections[after:])
        proof = _timed("Es läuft", PROOF)
        installed = 'echo "Eingerichtet nach $SECONDS s (ohne die Schritte davor)"\n'
        machine.run(START + tail + installed + proof + rest + proof, alone=True)
        print(f"Alles zusammen: {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
