"""make messages: bring the catalogues of all languages up to date with the source and compile them."""

import os

import django


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from . import catalogues, sources  # noqa: E402 - Django must be set up before


def main() -> None:
    found = sources.messages()
    for language in catalogues.PLURALS:
        catalogue = catalogues.update(language, found)
        done = sum(catalogues.is_translated(entry) for entry in catalogue)
        print(f"{language:12} {done} von {len(catalogue)} Texten übersetzt")
        for fault in catalogues.faults(catalogue):
            print(f"  {fault}")


main()
