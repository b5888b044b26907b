"""The folder of a new region, as regions/<slug>/ has it (docs/adr/0030), made from the answers."""

import csv
import json
import tomllib
from pathlib import Path

from django.utils import timezone

from actors.addresses import stem_of
from bildungsregion.base.texts import slots
from bildungsregion.loading import duties, places

from . import starter
from .municipalities import Found
from .questions import CULTURAL, Answers, filled, of


TARGET_GROUPS = {
    "kinder": "Kinder", "jugendliche": "Jugendliche", "eltern": "Eltern und Familien", "lehrkraefte": "Lehrkräfte",
    "fachkraefte": "Pädagogische Fachkräfte", "schulen": "Schulen", "kitas": "Kitas", "zugewanderte": "Zugewanderte",
    "ehrenamtliche": "Ehrenamtliche", "alle": "Alle",
}  # fmt: skip
# key: name, what it is, ages, icon, topics that belong to it where they were chosen.
PHASES = {
    "fruehe-kindheit": ("Frühe Kindheit", "Kitas und Familienzentren: Hier beginnt Bildung.", "3-5", "child",
                        ("fruehe-bildung", "kita-grundschule")),
    "grundschulalter": ("Grundschulalter", "Schulen und Lernorte für Kinder von sechs bis zehn.", "6-10", "school",
                        ("kita-grundschule", "kulturelle-bildung", "inklusion")),
    "jugend": ("Jugend", "Von Klasse 5 bis zum ersten Abschluss.", "11-15", "group",
               ("schule-beruf", "kulturelle-bildung", "digitale-bildung")),
    "ausbildung-studium": ("Ausbildung und Studium", "Wege nach der Schule und wer sie mitgeht.", "16-19", "tools",
                           ("schule-beruf",)),
    "erwachsene": ("Erwachsene", "Sprache lernen, Abschluss nachholen, dazulernen.", "", "topic",
                   ("lebenslanges-lernen", "integration-durch-bildung")),
}  # fmt: skip


def slug_of(answers: Answers) -> str:
    return stem_of(of(answers, "region.short_name"))


def write(folder: Path, answers: Answers, places_found: Found) -> None:
    """All files of the region; the folder must be empty and is named by slug_of()."""
    (folder / "region.toml").write_text(_region(answers), "utf-8")
    with (folder / places.FILE).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, places.COLUMNS, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(_with_parents(places_found.rows))
    (folder / duties.FILE).write_text(_duties(answers), "utf-8")
    if places_found.outlines:
        (folder / "map.geojson").write_text(_map(places_found.outlines), "utf-8")
    words = filled(answers)
    _write_texts(
        folder / "topics",
        {key: starter.topics()[key] for key in of(answers, "topics.chosen")},
        words,
    )
    _write_texts(folder / "pages", starter.pages(), words)
    if of(answers, "fund.kind") == CULTURAL:
        # Each placeholder stands within quotes of its file.
        quoted = {key: _toml(value)[1:-1] for key, value in words.items()}
        (folder / "fund.toml").write_text(slots.fill(starter.fund(), quoted.__getitem__), "utf-8")


def _write_texts(folder: Path, files: dict[str, str], words: dict[str, str]) -> None:
    """The starter's texts; a line about something that was not answered is left out."""
    folder.mkdir()
    for key, text in files.items():
        lines = [
            line for line in text.split("\n") if all(words[name] for name in slots.named_in(line))
        ]
        whole = slots.fill("\n".join(lines), words.__getitem__)
        (folder / f"{key}.md").write_text(whole, "utf-8")


def _with_parents(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    keys = {row["name"]: row["key"] for row in rows}
    return [row | {"parent": keys.get(row["parent"], row["parent"])} for row in rows]


def _map(outlines: dict[str, dict]) -> str:
    features = [
        {"type": "Feature", "properties": {"ags": key}, "geometry": geometry}
        for key, geometry in sorted(outlines.items())
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


def _region(answers: Answers) -> str:
    has_fund = of(answers, "fund.kind") == CULTURAL
    table = {
        name: of(answers, f"region.{name}")
        for name in ("name", "short_name", "district", "ags", "state", "claim")
    }
    names = ("name", "short", "street", "postcode", "city", "email", "phone", "hours")
    table |= {f"office_{name}": of(answers, f"office.{name}") for name in names}
    table |= {f"authority_{name}": of(answers, f"authority.{name}") for name in ("name", "unit")}
    table |= {
        "introduction": f"In der {table['name']} arbeiten Kitas, Schulen, Kultur, Weiterbildung und Verwaltung "
        "zusammen. Dieses Portal zeigt, wer sie sind und was sie anbieten.",
        "enforcement_body": f"Sind Sie mit unserer Antwort nicht zufrieden, hilft "
        f"{of(answers, 'imprint.enforcement_body')}.",
        "remedy_text": of(answers, "fund.remedy") if has_fund else "",
        "map_credit": of(answers, "municipalities.credit"),
        "modules": ["funding"] if has_fund else [],
        "languages": ["de"],
    }
    parts = ["[region]", *(f"{key} = {_toml(value)}" for key, value in table.items())]
    parts += _phases(of(answers, "topics.chosen"))
    parts += [
        "",
        "[target_groups]",
        *(f"{key} = {_toml(name)}" for key, name in TARGET_GROUPS.items()),
    ]
    parts += [
        "",
        "[[contacts]]",
        'key = "buero"',
        'concern = "together"',
        f"area = {_toml(table['office_name'])}",
    ]
    parts += [f"{name} = {_toml(table[f'office_{name}'])}" for name in ("phone", "email", "hours")]
    place = f"{table['office_street']}, {table['office_city']}"
    parts += [f"place = {_toml(place)}"]
    return "\n".join(parts) + "\n"


def _phases(chosen: list[str]) -> list[str]:
    """Lines of the phases of life, with those of their topics that were chosen."""
    parts = []
    for key, (name, summary, ages, icon, topics) in PHASES.items():
        own = [topic for topic in topics if topic in chosen]
        parts += [
            "",
            f"[life_phases.{key}]",
            f"name = {_toml(name)}",
            f"summary = {_toml(summary)}",
        ]
        parts += [f"ages = {_toml(ages)}"] if ages else []
        parts += [f"icon = {_toml(icon)}", f"topics = {_toml(own)}"]
    return parts


def _duties(answers: Answers) -> str:
    """What the law asks of imprint, privacy page and statement, as far as it was answered."""
    lines = (of(answers, "authority.name"), of(answers, "office.street"))
    city = f"{of(answers, 'office.postcode')} {of(answers, 'office.city')}"
    facts = {
        "representative": of(answers, "imprint.represented_by"),
        "vat_id": of(answers, "imprint.vat_id"),
        "content_responsible": of(answers, "imprint.responsible"),
        "controller": "\n".join((*lines, city)),
        "protection_officer": of(answers, "imprint.data_protection_officer"),
        "processors": of(answers, "imprint.host"),
        "supervisory_authority": of(answers, "imprint.supervision"),
    }
    today = timezone.localdate().isoformat()
    return "\n".join([
        "[facts]", *(f"{key} = {_toml(value)}" for key, value in facts.items()), "",
        starter.statement().replace("{{today}}", today),
    ])  # fmt: skip


def _toml(value) -> str:
    """A text or list of texts as TOML writes it: a JSON string is one, but for DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "")


def answers_of(text: str, *, is_json: bool) -> Answers:
    """Raises ValueError (JSONDecodeError, TOMLDecodeError) where the text is neither."""
    answers = json.loads(text) if is_json else tomllib.loads(text)
    if not isinstance(answers, dict):
        raise ValueError("a table is expected")
    return answers


def answers_text(answers: Answers) -> str:
    """The answers as an answers file in TOML."""
    parts = []
    for section, values in answers.items():
        parts += [
            f"[{section}]",
            *(f"{name} = {_toml(value)}" for name, value in values.items()),
            "",
        ]
    return "\n".join(parts)
