"""All projects, and those that others can take over."""

from bildungsregion.base.facets import FacetList
from projects.filters import PracticeFilter, ProjectFilter
from projects.models import Project


class ProjectList(FacetList):
    queryset = Project.objects.published().running_first().for_list()
    filterset_class = ProjectFilter
    kept_as = "projects"
    is_shared = True


class PracticeList(FacetList):
    """What can be taken over, by what it costs and needs."""

    queryset = (
        Project.objects.published()
        .good_practice()
        .running_first()
        .for_list()
        .select_related("lead", "transfer")
        .prefetch_related("needs")
    )
    filterset_class = PracticeFilter
    kept_as = "practice"
    is_shared = True
    template_name = "projects/practice_list.html"
