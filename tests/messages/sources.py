"""The messages that the source marks for translation, in Python and in templates."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation.template import templatize


FOLDERS = (
    "accounts", "actors", "bildungsregion", "documents", "events", "funding", "pages", "projects",
)  # fmt: skip
# What the office alone reads is German and not marked; what stands there by chance is not translated either.
_OFFICE = r"/(?:admin|admin_views|migrations|demo|loading)/|^templates/(?:admin/|styleguide)|/styleguide.py$"
# Places of work that are German only (docs/adr/0226): Mein Bereich, applications, second factor, mails at night.
_OWN_TEMPLATES = (
    r"^templates/(?:\w+/own/|my_area|mfa/|actors/(?:actor_claim|claim_link|still_true)|events/attendance"
    r"|subscriptions/emails/(?:digest|ended)|funding/(?!_contact|_cost_|_grants_of_project|_meter|_not_counted"
    r"|_offer_grant|_outlook|_programme_choice|_rates|_reckoning|_row_errors|calculator|funded_list|overview"
    r"|programme_list|self_check))"
)
_OWN_PYTHON = (
    r"^(?:actors/(?:views/(?:own\w*|people|claims|freshening)|forms/(?:freshening|people)"
    r"|actions/(?:changing|claiming|people|freshening|linking|moderating))"
    r"|events/(?:views/(?:own\w*|attendance)|forms/(?:copying|own))|projects/views/own"
    r"|funding/(?!views/(?:public|rates)|forms/(?:calculator|self_check|rows|costs)|selfcheck|public_list"
    r"|models/(?:costs|programmes?|rules?)|structured|templatetags|grant|guideline|offers|processing).*)\.py$"
)
LEFT_OUT = re.compile("|".join((_OFFICE, _OWN_TEMPLATES, _OWN_PYTHON)))
# Which argument is what, by name of the function: singular, plural, context.
ARGUMENTS = {
    "_": "s", "gettext": "s", "gettext_lazy": "s", "gettext_noop": "s",
    "ngettext": "sp", "ngettext_lazy": "sp",
    "pgettext": "cs", "pgettext_lazy": "cs",
    "npgettext": "csp", "npgettext_lazy": "csp",
}  # fmt: skip
_CALL = re.compile(r"(?<![\w.])(gettext|ngettext|pgettext|npgettext|_)\(")
_LITERAL = re.compile(r"""\s*u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\s*,?""")


@dataclass(frozen=True)
class Message:
    """What a catalogue has one entry for."""

    text: str
    plural: str = ""
    context: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """By which gettext finds it: a plural does not make it another one."""
        return self.context, self.text


def messages() -> dict[Message, list[str]]:
    """Every message of the public part with the files that say it.

    Raises ValueError where a text is said once with a plural and once without, which no catalogue can hold.
    """
    found: dict[Message, list[str]] = {}
    for path, message in _all():
        places = found.setdefault(message, [])
        if path not in places:
            places.append(path)
    plurals = {message.key for message in found if message.plural}
    merged: dict[tuple, Message] = {}
    clashes = []
    for message, places in list(found.items()):
        if message.key in plurals and not message.plural:
            # gettext(x) is answered from the entry of ngettext(x, …).
            del found[message]
            full = next(m for m in found if m.key == message.key)
            found[full] = sorted({*found[full], *places})
        elif (other := merged.setdefault(message.key, message)) != message:
            clashes.append(f"{other} in {found[other]}, {message} in {places}")
    if clashes:
        raise ValueError(f"two plurals of one text; give one a context: {'; '.join(clashes)}")
    return found


def _all() -> Iterator[tuple[str, Message]]:
    root = Path(settings.BASE_DIR)
    for folder in (*FOLDERS, "templates"):
        for path in sorted((root / folder).rglob("*")):
            name = path.relative_to(root).as_posix()
            if LEFT_OUT.search(name) or path.suffix not in (".py", ".html", ".txt"):
                continue
            read = in_python if path.suffix == ".py" else in_template
            for message in read(path.read_text("utf-8")):
                yield name, message


def in_python(source: str) -> Iterator[Message]:
    if "gettext" not in source:
        return
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name in ARGUMENTS:
            texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
            if len(texts) >= len(ARGUMENTS[name]) and all(
                isinstance(text, str) for text in texts[:1]
            ):
                yield _message(ARGUMENTS[name], texts)


def in_template(source: str) -> Iterator[Message]:
    """Django turns a template into calls of gettext for xgettext; they are read here instead."""
    code = templatize(source)
    for call in _CALL.finditer(code):
        shape, texts, at = ARGUMENTS[call[1]], [], call.end()
        while len(texts) < len(shape) and (literal := _LITERAL.match(code, at)):
            texts.append(ast.literal_eval(literal[1]))
            at = literal.end()
        if len(texts) == len(shape):
            # A template looks every text up with its percent signs doubled, and Django forgot it for this kind.
            yield _message(
                shape, [t.replace("%", "%%") for t in texts] if call[1] == "_" else texts
            )


def _message(shape: str, texts: list[str]) -> Message:
    said = dict(zip(shape, texts, strict=False))
    return Message(said["s"], said.get("p", ""), said.get("c", ""))
