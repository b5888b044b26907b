"""Runs tests on other versions of Python and Django, with warnings as errors, each in an environment of its own.

    python -m tests.versions "3.12 3.13 3.12+6.0" [ARGUMENTS OF PYTEST …]

„3.12+6.0“ is Python 3.12 with the newest Django 6.0 in place of the locked one. The environments lie in
var/versions; uv makes them of a Python on this machine, or fetches one where it may.
"""

import subprocess
import sys

from tests.house import ROOT


UV = ROOT / ".venv" / "bin" / "uv"


def prepared(version: str) -> str:
    """The Python of the environment; raises CalledProcessError where one cannot be made."""
    python, _, django = version.partition("+")
    folder = ROOT / "var" / "versions" / version
    own = str(folder / "bin" / "python")

    def uv(*arguments: str) -> None:
        subprocess.run([UV, *arguments], cwd=ROOT, check=True)

    if not folder.exists():
        uv("venv", "-q", "--python", python, str(folder))
    install = ("pip", "install", "-q", "--python", own)
    uv(*install, "--require-hashes", "-r", "requirements-dev.txt")
    if django:
        uv(*install, f"Django=={django}.*")
    uv("pip", "check", "-q", "--python", own)
    return own


def holds(version: str, arguments: list[str]) -> bool:
    try:
        python = prepared(version)
    except subprocess.CalledProcessError:
        print(f"{version}: no such environment, see above; nothing is known of it")
        return False
    said = (
        "import django, sys; print('Python', sys.version.split()[0], 'Django', django.__version__)"
    )
    subprocess.run([python, "-c", said], check=True)
    return subprocess.run([python, "-m", "pytest", "-q", *arguments], cwd=ROOT).returncode == 0


def main(versions: list[str], arguments: list[str]) -> int:
    failed = [version for version in versions if not holds(version, arguments)]
    print(f"not passed: {', '.join(failed)}" if failed else f"all passed: {', '.join(versions)}")
    return 1 if failed else 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1].split(), sys.argv[2:]))
