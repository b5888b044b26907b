import re
from pathlib import Path

import pytest
from django.conf import settings

from bildungsregion.base import stylesheets


def test_sheet_stands_in_the_place_of_its_import():
    files = {
        "css/all.css": '/* why */\n@import url("one.css");\n@import url("../kern/k.min.css") layer(kern);',
        "css/one.css": 'a::after {\n  content: "/* b */";\n}\n',
        "kern/k.min.css": '@charset "UTF-8";b{top:0}',
    }

    text = stylesheets.whole("css/all.css", files.__getitem__)

    assert text == 'a::after {\ncontent: "/* b */";\n}\n@layer kern {\nb{top:0}\n}'


@pytest.mark.parametrize(
    ("kern", "left"),
    [
        (".kern-a{top:0}.kern-b{top:1px}", ".kern-a{top:0}"),
        (".kern-b .x,.kern-a{top:0}", ".kern-a{top:0}"),
        (
            ".kern-a:not(.kern-b,:is(.kern-b,i)){top:0}",
            ".kern-a:not(.kern-b,:is(.kern-b,i)){top:0}",
        ),
        ("@media print{.kern-b{top:0}}p{top:0}", "p{top:0}"),
        ('.kern-a{mask:url("x,}{")}.kern-b:after{content:"}"}', '.kern-a{mask:url("x,}{")}'),
        (".kern-icon--any{top:0}", ".kern-icon--any{top:0}"),
        ("@keyframes k{0%{top:0}}", "@keyframes k{0%{top:0}}"),
        (
            ":root{--kern-one:var(--kern-two);--kern-two:1px;--kern-x:0}p{top:var(--kern-three)}",
            ":root{}p{top:var(--kern-three)}",
        ),
        (":root{--kern-ours:1px}", ":root{--kern-ours:1px}"),
    ],
)
def test_cut_keeps_what_is_named(kern, left):
    named = {"kern-a", "kern-icon--"}

    assert stylesheets.without_unused(kern, named, "a{top:var(--kern-ours)}") == left


def test_cut_of_broken_sheet_is_refused():
    with pytest.raises(ValueError, match="closes"):
        stylesheets.without_unused(".kern-a{top:0", {"kern-a"})


def test_kern_survives_whole_when_every_class_is_named():
    kern = (settings.BASE_DIR / "node_modules/@kern-ux/native/dist/kern.min.css").read_text()
    rules = kern.removeprefix('@charset "UTF-8";').strip()

    assert stylesheets.without_unused(rules, {"kern-"}, _reads_everything(rules)) == rules


def test_names_of_kern_are_never_put_together_from_their_first_word():
    bare = re.compile(r"kern-(?=\{[{%a-z]|\$\{|[\"'] ?[+%~])")

    found = [path.name for path in stylesheets.sources() if bare.search(path.read_text("utf-8"))]

    assert found == []


def test_sources_are_those_of_the_portal():
    folders = {path.relative_to(settings.BASE_DIR).parts[0] for path in stylesheets.sources()}

    assert {"templates", "static", "bildungsregion", "actors", "funding"} <= folders
    assert not {Path(name).name for name in folders} & {".venv", "node_modules", "tests"}


def _reads_everything(css: str) -> str:
    return "".join(f"var({name})" for name in re.findall(r"--[\w-]+", css))
