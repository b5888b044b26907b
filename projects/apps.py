from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = "Projekte"
    # Models whose changes make a new edition (base/edition.py).
    shown = ("Project",)
