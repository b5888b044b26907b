from importlib import import_module

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = "Projekte"
    # Models whose changes make a new edition (base/edition.py); partners are a many-to-many table.
    shown = (
        "Project",
        "Funder",
        "ResultFigure",
        "ProjectMilestone",
        "Picture",
        "TransferProfile",
        "TransferNeed",
        "Adoption",
    )

    def ready(self):
        import_module("projects.facts").register()
