"""What the office writes itself."""

from django.views.generic import DetailView

from pages.models import Page


class PageDetail(DetailView):
    queryset = Page.objects.published()
