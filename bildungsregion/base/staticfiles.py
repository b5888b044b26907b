"""How static files are kept in production: under names that change with their content, and compressed."""

from functools import cached_property

from whitenoise.storage import CompressedManifestStaticFilesStorage


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

    def post_process(self, *args, **kwargs):
        """Collecting gives the files their names."""
        yield from super().post_process(*args, **kwargs)
        self._urls.clear()
