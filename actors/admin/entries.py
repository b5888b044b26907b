"""What the office's pages of institutions and offers share."""

from django.contrib import admin

from bildungsregion.base import search


class SearchesLikeTheSite:
    """The office finds entries as visitors do: in any spelling, best first."""

    search_fields = ("search_title",)  # switches the search on

    def get_search_results(self, request, queryset, search_term):
        if not search_term.strip():
            return queryset, False
        return search.search(queryset, search_term), False


class Part:
    """Rows that are a part of an entry: who may change the entry may change them."""

    extra = 0

    def has_view_permission(self, request, obj=None):
        return self._may(request, "view") or self._may(request, "change")

    def has_add_permission(self, request, obj=None):
        return self._may(request, "change") or self._may(request, "add")

    def has_change_permission(self, request, obj=None):
        return self._may(request, "change")

    def has_delete_permission(self, request, obj=None):
        return self._may(request, "change")

    def _may(self, request, verb: str) -> bool:
        options = self.parent_model._meta
        return request.user.has_perm(f"{options.app_label}.{verb}_{options.model_name}")


class PartInline(Part, admin.TabularInline):
    pass
