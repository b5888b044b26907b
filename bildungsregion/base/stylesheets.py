"""The style sheet of every page in one file, without what of KERN nobody uses (docs/weight.md)."""

import posixpath
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings


# Names of KERN's classes as sources write them; one that ends in a hyphen or underscore is the beginning of names
# that a template puts together ("kern-icon--{{ name }}").
NAMED = re.compile(r"kern-[a-zA-Z0-9_-]+")
_SELECTED = re.compile(r"\.(kern-[a-zA-Z0-9_-]+)")
_IMPORT = re.compile(r'@import url\("([^":]+)"\)(?: layer\(([\w-]+)\))?;')
_COMMENT = re.compile(r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|/\*.*?\*/""", re.DOTALL)
_READ = re.compile(r"var\(\s*(--[\w-]+)")
_DECLARED = re.compile(r"""(?<=[{;])(--kern-[\w-]+):[^;{}"']*(?:;|(?=\}))""")
_SOURCES = (".html", ".py", ".js", ".mjs")


def whole(name: str, read: Callable[[str], str]) -> str:
    """The sheet ``name`` with what it imports in its place; ``read`` gives the text of a collected file."""
    folder = posixpath.dirname(name)

    def put_in(match: re.Match) -> str:
        part = whole(posixpath.normpath(posixpath.join(folder, match[1])), read)
        return f"@layer {match[2]} {{\n{part}\n}}" if match[2] else part

    text = read(name).removeprefix('@charset "UTF-8";')
    if not name.endswith(".min.css"):
        text = re.sub(r"\n\s+", "\n", _COMMENT.sub(lambda match: match[1] or "", text)).strip()
    return _IMPORT.sub(put_in, text)


def named_in_sources() -> set[str]:
    """KERN's classes that our templates, modules and scripts name, and beginnings of such names."""
    return {name for path in sources() for name in NAMED.findall(path.read_text("utf-8"))}


def sources() -> Iterator[Path]:
    """Our own files that may name a class: nothing of other packages."""
    base = Path(settings.BASE_DIR)
    folders = {base / "templates", base / "static", base / "editor"}
    for config in apps.get_app_configs():
        inside = Path(config.path)
        if inside.is_relative_to(base) and not inside.relative_to(base).parts[0].startswith("."):
            folders.add(inside)
    for folder in sorted(folders):
        yield from (path for path in folder.rglob("*") if path.suffix in _SOURCES)


def without_unused(kern: str, named: set[str], read_elsewhere: str = "") -> str:
    """KERN's sheet (minified) without rules for classes that are not in ``named``.

    What stands in brackets, as in ``:not(.kern-x)``, asks for nothing. Custom properties that then neither the rest
    nor the sheets ``read_elsewhere`` read go, too.
    """
    beginnings = tuple(name for name in named if name.endswith(("-", "_")))
    text = _kept_rules(kern, lambda name: name in named or name.startswith(beginnings))
    while text != (less := _without_unread(text, read_elsewhere)):
        text = less
    return text


def _without_unread(css: str, read_elsewhere: str) -> str:
    read = set(_READ.findall(css + read_elsewhere))
    return _DECLARED.sub(lambda match: match[0] if match[1] in read else "", css)


def _kept_rules(css: str, is_used: Callable[[str], bool]) -> str:
    return "".join(kept for head, body in _rules(css) if (kept := _kept_rule(head, body, is_used)))


def _kept_rule(head: str, body: str | None, is_used: Callable[[str], bool]) -> str:
    if body is None:
        return head
    if head.startswith(("@media", "@supports", "@layer", "@container")):
        inside = _kept_rules(body, is_used)
        return f"{head}{{{inside}}}" if inside else ""
    if head.startswith("@"):
        return f"{head}{{{body}}}"
    selectors = [one for one in _selectors(head) if all(map(is_used, _asked_classes(one)))]
    return f"{','.join(selectors)}{{{body}}}" if selectors else ""


def _asked_classes(selector: str) -> list[str]:
    while selector != (less := re.sub(r"\([^()]*\)", "", selector)):
        selector = less
    return _SELECTED.findall(selector)


def _selectors(head: str) -> list[str]:
    found, depth = [""], 0
    for piece in re.split(r"([(),\[\]])", head):
        depth += (piece in ("(", "[")) - (piece in (")", "]"))
        if piece == "," and not depth:
            found.append("")
        else:
            found[-1] += piece
    return found


# Strings are jumped over, so that signs in them close nothing.
_SIGN = re.compile(r"""\\.|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[{};]""", re.DOTALL)


def _rules(css: str) -> Iterator[tuple[str, str | None]]:
    """Each rule as (what stands before its braces, what stands in them); a statement has no second part."""
    depth, start, opened = 0, 0, 0
    for match in _SIGN.finditer(css):
        sign = match[0]
        if sign == "{":
            depth += 1
            opened = match.start() if depth == 1 else opened
        elif sign == "}":
            depth -= 1
            if depth == 0:
                yield css[start:opened].strip(), css[opened + 1 : match.start()]
                start = match.end()
        elif sign == ";" and depth == 0:
            yield css[start : match.end()].strip(), None
            start = match.end()
    if depth or css[start:].strip():
        raise ValueError("a style sheet that closes more or less than it opens")
