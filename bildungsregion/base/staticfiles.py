"""How static files are kept in production: under names that change with their content, and compressed."""

from functools import cached_property

from django.core.files.base import ContentFile, File
from whitenoise.storage import CompressedManifestStaticFilesStorage

from bildungsregion.base import stylesheets


PORTAL, KERN = "css/portal.css", "kern/kern.min.css"


class _PutTogether:
    """A storage of one text, in the place where collecting expects the file's source."""

    def __init__(self, text: str):
        self.text = text

    def open(self, name: str) -> File:
        return ContentFile(self.text.encode(), name)


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Our modules import each other by their plain names; these, too, become the hashed ones.

    Only ours (static/js/): scripts of other packages name files in ways of their own.
    """

    support_js_module_import_aggregation = True
    _js_module_import_aggregation_patterns = (
        "js/*.js",
        CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1],
    )

    def url(self, name, force=False):
        """The address of a file; it never changes while a process runs, and each page prints twenty."""
        if force:
            return super().url(name, force)
        if name not in self._urls:
            self._urls[name] = super().url(name)
        return self._urls[name]

    @cached_property
    def _urls(self) -> dict[str, str]:
        return {}

    def post_process(self, paths, dry_run=False, **options):
        """Collecting puts the portal's sheet together and gives the files their names."""
        if PORTAL in paths and not dry_run:
            paths = paths | {PORTAL: (_PutTogether(portal_sheet(paths)), PORTAL)}
        yield from super().post_process(paths, dry_run=dry_run, **options)
        self._urls.clear()


def portal_sheet(paths: dict) -> str:
    """css/portal.css as it is served; ``paths`` as collecting knows them: name → (storage, path there)."""

    def read(name: str) -> str:
        storage, path = paths[name]
        with storage.open(path) as file:
            return file.read().decode()

    ours = [read(name) for name in paths if name.startswith("css/") and name.endswith(".css")]
    named = stylesheets.named_in_sources()

    def read_cut(name: str) -> str:
        text = read(name)
        return stylesheets.without_unused(text, named, "".join(ours)) if name == KERN else text

    return stylesheets.whole(PORTAL, read_cut)
