"""What people can hear of by feed and by mail: new and changed projects."""

from django.utils.translation import gettext_lazy as _

from bildungsregion.base.subscriptions import lists
from bildungsregion.base.subscriptions.news import NewsList

from .filters import ProjectFilter
from .models import Project


# Columns of which a change is one that visitors read.
COLUMNS = (
    "title", "status", "summary", "aim", "description", "results", "lead_id", "lead_name", "website",
    "starts_on", "starts_precision", "ends_on", "ends_precision", "is_good_practice",
)  # fmt: skip


class ProjectNews(NewsList):
    slug = "projekte"
    title = _("Projekte")
    page, feed = "projects:project_list", "project_feed"
    all_of_it = _("alle Projekte")
    told = _("Neue Projekte und solche, an denen sich etwas geändert hat.")
    filterset_class = ProjectFilter

    def rows(self):
        return Project.objects.published().for_list()

    def watched(self):
        return Project.objects.published().prefetch_related("topics", "target_groups")

    def facts(self, row):
        values = [str(getattr(row, name)) for name in COLUMNS]
        related = (row.topics, row.target_groups)
        return *values, *(sorted(other.pk for other in rows.all()) for rows in related)

    def lines(self, row):
        return ", ".join(filter(None, (row.period, row.lead_label))), row.summary


lists.register(ProjectNews())
