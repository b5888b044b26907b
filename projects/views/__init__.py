from django.views.generic import DetailView

from bildungsregion.base.facets import FacetList
from projects.filters import ProjectFilter
from projects.models import Project
from projects.structured import project_facts


class ProjectList(FacetList):
    queryset = Project.objects.published().running_first().for_list()
    filterset_class = ProjectFilter


class ProjectDetail(DetailView):
    queryset = Project.objects.published().select_related("lead")

    def get_context_data(self, **kwargs):
        project = self.object
        return super().get_context_data(
            partners=project.partners.published(),
            topics=project.topics.published(),
            target_groups=project.target_groups.all(),
            municipalities=project.municipalities.only("name"),
            documents=project.documents.published().newest_first(),
            structured=project_facts(project, self.request),
            **kwargs,
        )
