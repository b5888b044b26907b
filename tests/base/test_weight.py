"""What a first visit weighs on the wire: requests and bytes, from the files as whitenoise hands them out."""

import re

import pytest
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.templatetags.static import static
from django.test import Client

from bildungsregion.base.compression import encoded
from bildungsregion.base.staticfiles import KERN, HashedStaticFiles


# The marks of docs/weight.md.
REQUESTS, EVERYTHING, LOOKS, SECOND = 12, 150_000, 60_000, 15_000
# Status line and headers of one answer: more than Chromium counted.
HEADERS = 700
STYLES_AND_FONTS = (".css", ".woff2")
NEEDED = ("css/", "fonts/", "js/", "img/lueneburg")
LOADED = re.compile(
    r'<(?:link rel="(?:stylesheet|preload|icon|modulepreload)" href|script[^>]* src|img[^>]* src)="([^"]+)"'
)
IMPORTED = re.compile(r"""(?:from|import) ?["']\./([\w.-]+)["']""")


@pytest.fixture
def collected(tmp_path):
    """The public pages' files as `collectstatic` leaves them; gives (storage, folder)."""
    storage = HashedStaticFiles(location=tmp_path, base_url="/static/")
    paths = {}
    for finder in get_finders():
        for path, source in finder.list([]):
            name = f"{source.prefix}/{path}" if getattr(source, "prefix", "") else path
            if name == KERN or (name.startswith(NEEDED) and not name.startswith("css/office")):
                paths.setdefault(name, (source, path))
    for name, (source, path) in paths.items():
        with source.open(path) as file:
            storage.save(name, file)
    for _name, _hashed, processed in storage.post_process(paths):
        assert not isinstance(processed, Exception), processed
    return storage, tmp_path


@pytest.fixture
def visit(collected, monkeypatch, db):
    """``visit(path)``: bytes of each address that a browser fetches for this page."""
    storage, folder = collected
    call_command("load_region", "lueneburg", verbosity=0)
    monkeypatch.setattr("django.contrib.staticfiles.storage.staticfiles_storage._wrapped", storage)

    def of_file(address: str) -> dict[str, int]:
        assert address.startswith("/static/"), f"foreign or unmeasured: {address}"
        path = folder / address.removeprefix("/static/")
        small = path.with_name(f"{path.name}.br")
        found = {address: HEADERS + (small if small.exists() else path).stat().st_size}
        if path.suffix == ".js":
            for name in IMPORTED.findall(path.read_text()):
                found |= of_file(f"{address.rpartition('/')[0]}/{name}")
        return found

    def of_page(path: str) -> dict[str, int]:
        answer = Client().get(path)
        assert answer.status_code == 200
        found = {path: HEADERS + len(encoded(answer.content, "gzip"))}
        for address in LOADED.findall(answer.content.decode()):
            found |= of_file(address)
        return found

    return of_page


def faults(first: dict[str, int]) -> list[str]:
    """The marks that this first visit breaks."""
    looks = sum(size for address, size in first.items() if address.endswith(STYLES_AND_FONTS))
    figures = {"requests": len(first), "everything": sum(first.values()), "looks": looks}
    marks = {"requests": REQUESTS, "everything": EVERYTHING, "looks": LOOKS}
    return [f"{name}: {figures[name]}" for name in marks if figures[name] > marks[name]]


def test_first_visit_and_second_page_stay_below_the_marks(visit):
    pages = [visit(path) for path in ("/", "/akteure/", "/foerderung/rechner/")]

    assert [faults(first) for first in pages] == [[], [], []]
    for before, after in zip(pages, pages[1:] + pages[:1], strict=True):
        new = {address: size for address, size in after.items() if address not in before}
        assert sum(new.values()) <= SECOND, new
    sheets = [address for address in pages[2] if address.endswith(".css")]
    assert sheets[0] == static("css/portal.css")
    assert len(sheets) == 2
    # It can fail: the whole of KERN beside them is too much.
    kern = (settings.BASE_DIR / "node_modules/@kern-ux/native/dist/kern.min.css").read_bytes()
    too_much = pages[0] | {"/static/whole.css": HEADERS + len(encoded(kern, "br"))}
    assert [fault.split(":")[0] for fault in faults(too_much)] == ["looks"]
