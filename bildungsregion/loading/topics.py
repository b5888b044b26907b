"""Topics, transitions, phases of life and target groups."""

from actors.models import LifePhase, TargetGroup, Topic

from .folder import Folder
from .records import Book, Record, Row, Where


def read(folder: Folder, book: Book) -> None:
    region = folder.toml("region.toml")
    for table, model in (("life_phases", LifePhase), ("target_groups", TargetGroup)):
        for number, (key, name) in enumerate(region.get(table, {}).items(), start=1):
            values = {"slug": key, "name": name, "order": number * 10}
            book.add(Record(model, key, Where("region.toml", entry=f"[{table}] {key}"), values))
    for where, key, head, body in folder.texts("topics"):
        row = Row(book, where, head)
        row.only("title", "kind", "order", "summary")
        values = {
            "slug": key,
            "name": row.text("title"),
            "kind": row.text("kind") or Topic.Kind.TOPIC,
            "summary": row.text("summary"),
            "body": body,
            "order": row.whole("order") or 100,
        }
        book.add(Record(Topic, key, where, values))
