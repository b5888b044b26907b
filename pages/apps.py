from importlib import import_module

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "pages"
    verbose_name = "Seiten und Region"
    # Models whose changes make a new edition (base/edition.py): what pages, lists and menus are made of.
    shown = (
        "Page",
        "News",
        "Teaser",
        "ContactPoint",
        "FaqEntry",
        "Milestone",
        "Body",
        "TopicLink",
        "TransitionStep",
        "TopicPin",
        "Video",
    )
    # Models whose changes are kept as a history (base/journal); texts of pages and news have their versions.
    recorded = {
        "Page": "", "News": "", "Teaser": "", "ContactPoint": "", "FaqEntry": "", "Milestone": "", "Body": "",
        "Video": "", "TopicLink": "topic", "TransitionStep": "topic", "TopicPin": "topic",
    }  # fmt: skip
    _written = ("summary", "body", "aside", "draft", "change_at", "edit_number")
    unrecorded = {
        "Page": (*_written, "tree_place", "depth"),
        "News": _written,
        "Video": ("size", "mime", "sha256", "extension", "file_since"),
    }
    restorable = ("Teaser", "ContactPoint", "FaqEntry", "Milestone", "Body", "Video")

    def ready(self):
        # Says when pages look different by themselves.
        import_module("pages.moments")
