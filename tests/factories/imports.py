"""Files as they come in, and the imports that are made of them."""

from actors.imports import columns, reading, writing
from actors.imports.planning import Plan, plan
from actors.models import ActorImport, ImportSource
from tests.factories.actors import make_municipality, square
from tests.factories.base import make_region
from tests.factories.office import make_person


HEAD = "Schulnummer;Schulname;Schulform;Straße;PLZ;Ort;Telefon;Homepage"


def make_source(name="Schulverzeichnis", **fields) -> ImportSource:
    source, _new = ImportSource.objects.get_or_create(name=name, defaults=fields)
    return source


def make_import(
    content: str | bytes, name="liste.csv", *, source=None, by=None, drop=()
) -> ActorImport:
    """The file uploaded and its columns as guessed, without those of ``drop``."""
    content = content.encode() if isinstance(content, str) else content
    by = by or make_person("redaktion")
    run = writing.upload(source=source or make_source(), name=name, content=content, by=by)
    table = reading.read(content, name)
    keys = columns.guess(table, run.source.columns)
    keys = ["" if key in drop else key for key in keys]
    return writing.choose_columns(run=run, keys=keys, headers=table.headers)


def take_over(run: ActorImport) -> Plan:
    """Written as planned; gives the plan."""
    made = plan(run)
    writing.apply(run=run, digest=made.digest, by=run.uploaded_by)
    return made


def make_district() -> None:
    """Four municipalities of a region; two share a postcode."""
    make_region(ags="03355")
    make_municipality("Adendorf", ags="03355001", postcodes=["21365"], geometry=square(10.4, 53.2))
    make_municipality("Vögelsen", ags="03355040", postcodes=["21360"])
    make_municipality("Hansestadt Lüneburg", ags="03355022", postcodes=["21335"])
    make_municipality("Deutsch Evern", ags="03355007", postcodes=["21335"])


def table(*rows: str, head=HEAD) -> str:
    """A CSV of these rows."""
    return "\n".join((head, *rows))


def outcomes(made: Plan) -> dict[int, str]:
    """Line → what becomes of it."""
    return {line.number: line.outcome for line in made.lines}
