"""Who looked at lists of registered people, for the data protection officer (bildungsregion/base/journal/logs.py)."""

from collections.abc import Iterator

from bildungsregion.base.journal import logs
from bildungsregion.base.journal.logs import Line, Selection
from bildungsregion.base.journal.reading import SYSTEM, persons

from .models import RegistrationLook


LOOKS = "Einsichten in Anmeldungen"


@logs.register(LOOKS)
def looks(selection: Selection) -> Iterator[Line]:
    rows = selection.of(RegistrationLook.objects.all(), "viewed_at", "viewed_by")
    people = persons(rows.order_by().values_list("viewed_by_id", flat=True).distinct())
    for row in rows.select_related("occurrence__event").iterator(chunk_size=500):
        who = people.get(row.viewed_by_id, SYSTEM)
        about = f"Veranstaltung „{row.occurrence.event.title}“"
        yield Line(row.viewed_at, who, LOOKS, about, f"Anmeldungen: {row.get_how_display()}")
