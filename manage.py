#!/usr/bin/env python3
"""Django's command line for the portal."""

import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bildungsregion.settings")
    try:
        from django.core.management import execute_from_command_line  # noqa: PLC0415 - may be missing
    except ImportError as error:
        raise SystemExit(
            "Django ist nicht installiert. Bitte zuerst „make run“ aufrufen oder die virtuelle "
            f"Umgebung einschalten (source .venv/bin/activate). Ursache: {error}"
        ) from error
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
