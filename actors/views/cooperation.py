from actors import coordination
from bildungsregion.base.facets import FacetList


class CooperationList(FacetList):
    """Who seeks cooperation, and what for."""

    is_shared = True
    kept_as = "cooperation"
    filterset_class = coordination.CooperationFilter
    template_name = "actors/cooperation_list.html"

    def get_queryset(self):
        self.queryset = coordination.seekers()
        return super().get_queryset()

    def tell(self, actor):
        actor.marks = [topic.name for topic in actor.topics.all() if topic.is_published]
