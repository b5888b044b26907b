"""One spelling for columns that have no search column beside them, worked out by the database while it looks.

Simpler than base/folding.py, so that PostgreSQL can do it, too: „ue“ is „u“ everywhere, also in what is asked.
"""

from django.db.models import Func, TextField, Value
from django.db.models.functions import Cast


_FROM, _TO = 'äÄöÖüÜéÉèêáàçñ-/()„“"', "aaoouueeeeaacn       "
_SIGNS = str.maketrans(_FROM, _TO)
_PAIRS = (("ß", "ss"), ("ae", "a"), ("oe", "o"), ("ue", "u"))


def plain(text: str) -> str:
    """ "Ausflüge zur Straße" as "ausfluge zur strasse"."""
    text = text.lower().translate(_SIGNS)
    for letters, instead in _PAIRS:
        text = text.replace(letters, instead)
    return text


class Joined(Func):
    """Some columns as one text, with ``by`` before, between and behind them; what is not there is left out.

    One call and not Django's Concat, whose pairs within pairs are too deep for SQLite's parser.
    """

    function = "office_joined"
    output_field = TextField()

    def __init__(self, *columns: str, by: str):
        texts = (Cast(column, TextField()) for column in columns)
        super().__init__(Value(by), Value(""), *texts, Value(""))

    def as_postgresql(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, function="concat_ws", **context)


class Plain(Func):
    """A text in the database in the one spelling."""

    function = "office_spelling"
    output_field = TextField()

    def as_postgresql(self, compiler, connection, **context):
        template = f"translate(lower(%(expressions)s), '{_FROM}', '{_TO}')"
        for letters, instead in _PAIRS:
            template = f"replace({template}, '{letters}', '{instead}')"
        return self.as_sql(compiler, connection, template=template, **context)


def prepare(connection, **_signal) -> None:
    """Teach a new connection to SQLite the function."""
    if connection.vendor == "sqlite":
        for name, number, does in ((Plain.function, 1, plain), (Joined.function, -1, _joined)):
            connection.connection.create_function(name, number, does, deterministic=True)


def _joined(by: str, *texts: str | None) -> str:
    return by.join(text for text in texts if text is not None)
