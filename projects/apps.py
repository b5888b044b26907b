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
    # Models that the office's start page shows beyond these.
    worked_on = ("ProjectProposal",)
    # Models whose changes are kept as a history (base/journal).
    recorded = {
        "Project": "", "Partnership": "project", "Funder": "project", "ResultFigure": "project",
        "ProjectMilestone": "project", "Picture": "project", "TransferProfile": "project", "TransferNeed": "project",
    }  # fmt: skip
    restorable = ("Project",)

    def ready(self):
        import_module("projects.facts").register()
