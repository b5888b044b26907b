"""The pages above all apps: home, search, the applicant's own area, errors."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template import loader
from django.templatetags.static import static
from django.urls import reverse
from django.views.generic import TemplateView

from .styleguide import samples


class Home(TemplateView):
    template_name = "home.html"


class Search(TemplateView):
    template_name = "search.html"


class MyArea(LoginRequiredMixin, TemplateView):
    template_name = "my_area.html"


class SitemapPage(TemplateView):
    template_name = "sitemap_page.html"


def styleguide(request):
    return render(request, "styleguide.html", samples())


def robots(request):
    lines = [
        "User-agent: *",
        "Disallow: /verwaltung/",
        "Disallow: /konto/",
        "Disallow: /mein-bereich/",
        "Disallow: /foerderung/antraege/",
        f"Sitemap: {request.build_absolute_uri(reverse('django.contrib.sitemaps.views.sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def favicon(request):
    """Browsers ask for this address unbidden; the picture is the region's."""
    return HttpResponseRedirect(static(f"img/{request.region.slug}-favicon.ico"))


def bad_request(request, exception):
    return render(request, "400.html", status=400)


def forbidden(request, exception):
    return render(request, "403.html", status=403)


def not_found(request, exception):
    return render(request, "404.html", status=404)


def server_error(request):
    """Without context processors: the database may be what failed."""
    return HttpResponse(loader.get_template("500.html").render(), status=500)


def csrf_failure(request, reason=""):
    return render(request, "403_csrf.html", status=403)
