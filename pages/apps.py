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

    def ready(self):
        # Says when pages look different by themselves.
        import_module("pages.moments")
