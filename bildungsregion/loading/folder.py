"""Opens the files of a region's folder; what cannot be read becomes a problem with its place."""

import csv
import io
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .records import Problems, Where


FENCE = "+++\n"


class Folder:
    def __init__(self, path: Path, problems: Problems):
        self.path = path
        self.problems = problems

    def table(
        self, name: str, columns: tuple[str, ...], optional: tuple[str, ...] = ()
    ) -> Iterator[tuple[Where, dict[str, str]]]:
        """The rows of a CSV file with the line each begins in; a missing file has no rows.

        ``columns`` must be there, ``optional`` ones may.
        """
        text = self._text(name)
        if text is None:
            return
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        line = 1
        try:
            header = next(reader, [])
            if not self._header_fits(Where(name, 1), header, columns, optional):
                return
            line = reader.line_num + 1
            for cells in reader:
                where, line = Where(name, line), reader.line_num + 1
                if len(cells) == len(header):
                    yield where, dict(zip(header, cells, strict=True))
                elif cells:
                    self.problems.add(
                        where,
                        f"{len(cells)} Felder statt {len(header)}; fehlen Anführungszeichen um ein Komma?",
                    )
        except csv.Error as error:
            self.problems.add(Where(name, line), f"Die Zeile ist kein gültiges CSV: {error}.")

    def _header_fits(self, where: Where, header: list[str], columns, optional) -> bool:
        unknown = [name for name in header if name not in (*columns, *optional)]
        missing = [name for name in columns if name not in header]
        if unknown:
            self.problems.add(where, f"Unbekannte Spalten: {', '.join(unknown)}.")
        if missing:
            self.problems.add(where, f"Es fehlen die Spalten: {', '.join(missing)}.")
        return not unknown and not missing

    def toml(self, name: str) -> dict[str, Any]:
        """The content of a TOML file; {} if there is none."""
        text = self._text(name)
        return {} if text is None else self._parsed(Where(name), text)

    def texts(self, name: str) -> Iterator[tuple[Where, str, dict[str, Any], str]]:
        """(place, file stem, front matter, body) of each Markdown file of a subfolder, by name."""
        for file in sorted((self.path / name).glob("*.md")):
            relative = f"{name}/{file.name}"
            text = self._text(relative) or ""
            if not text.startswith(FENCE) or text.count(FENCE) < 2:
                self.problems.add(
                    Where(relative, 1), "Oben fehlt der Kopf zwischen zwei Zeilen „+++“."
                )
                continue
            _, head, body = text.split(FENCE, 2)
            yield Where(relative), file.stem, self._parsed(Where(relative), head), body.strip()

    def geometries(self, name: str) -> dict[str, dict]:
        """GeoJSON geometry by municipality key (AGS); {} if there is no map."""
        text = self._text(name)
        if text is None:
            return {}
        try:
            features = json.loads(text)["features"]
            return {feature["properties"]["ags"]: feature["geometry"] for feature in features}
        except (json.JSONDecodeError, KeyError, TypeError) as error:
            self.problems.add(
                Where(name), f"Das ist keine GeoJSON-Karte mit „ags“ je Gemeinde: {error}."
            )
            return {}

    def _parsed(self, where: Where, text: str) -> dict[str, Any]:
        try:
            return tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            self.problems.add(where, f"Das ist kein gültiges TOML: {error}.")
            return {}

    def _text(self, name: str) -> str | None:
        try:
            return (
                (self.path / name).read_text("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")
            )
        except FileNotFoundError:
            return None
        except UnicodeDecodeError:
            self.problems.add(Where(name), "Die Datei ist nicht als UTF-8 gespeichert.")
            return None
