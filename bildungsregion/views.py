"""The pages above all apps: home, search, the applicant's own area, errors."""

import sys

from django.conf import settings
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import DisallowedHost
from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.template import loader
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_safe
from django.views.generic import ListView, TemplateView

from actors.models import Actor, LifePhase, Offer, Topic
from bildungsregion.base import edition, languages, look, moments
from bildungsregion.base.kept_pages import KeptPage
from bildungsregion.base.models import Picture, Region
from documents.models import Document
from events.models import Occurrence
from funding import own_cases
from pages.gathering import Gathered, Part, gather
from pages.models import Page, Video
from projects.models import Project

from .finding.views import Search
from .running import outages
from .styleguide import samples


# How many of each the home page shows.
DATES_SHOWN, TOPICS_SHOWN, PROJECTS_SHOWN, OFFERS_SHOWN = 4, 8, 3, 3
_PROJECT = (
    "id", "slug", "title", "summary", "status", "starts_on", "starts_precision", "ends_on", "ends_precision",
    "translations",
)  # fmt: skip
_POSTER = ("id", "width", "height", "is_published")
PLACE = ("event__organiser", "event__place_actor")
__all__ = ["Search"]


class Home(KeptPage, TemplateView):
    tells_time = True
    template_name = "home.html"

    def get_context_data(self, **kwargs):
        here = self.request.build_absolute_uri("/")
        # As long as no date is over and no message appears: drawn once for those who are signed in, too.
        key = "home", here, moments.span(self.request)
        told = edition.kept(self.request, key, self.told)
        return super().get_context_data(key=key, **told, **kwargs)

    def told(self) -> dict:
        """What the page shows, to everybody the same."""
        small = small_things()
        coming = list(Occurrence.objects.published().coming().select_related(*PLACE)[:DATES_SHOWN])
        last = Occurrence.objects.published().past().select_related(*PLACE)[:DATES_SHOWN]
        offers = Offer.objects.published().with_lowest_price().select_related("actor__municipality")
        return {
            "phases": small.rows["phases"],
            "dates": coming or list(last),
            "has_coming": bool(coming),
            "offers": list(offers.order_by("-pk")[:OFFERS_SHOWN]),
            "projects": small.rows["projects"],
            "topics": small.rows["topics"],
            "totals": small.numbers,
            "structured": self.website(),
            "video": home_video(small),
        }

    def website(self) -> dict:
        """schema.org WebSite with its search."""
        address = self.request.build_absolute_uri
        return {
            "@context": "https://schema.org",
            "@type": "WebSite",
            "name": self.request.region.name,
            "url": address(reverse("home")),
            "inLanguage": languages.active(),
            "potentialAction": {
                "@type": "SearchAction",
                "target": f"{address(reverse('search'))}?q={{search_term_string}}",
                "query-input": "required name=search_term_string",
            },
        }


def small_things() -> Gathered:
    """What the home page prints a few columns of, and how many entries the portal has by model name; one query."""
    video = Video.objects.shown().filter(is_on_home=True).order_by("position", "pk")
    first = Video.objects.filter(pk__in=video.values("pk")[:1])
    posters = Picture.objects.published().filter(pk__in=first.values("poster"))
    return gather(
        [
            Part(
                "phases",
                phases_with_numbers(),
                ("id", "slug", "name", "icon", "translations", "number"),
            ),
            Part("projects", Project.objects.published().running_first(), _PROJECT, PROJECTS_SHOWN),
            Part(
                "topics",
                main_topics(),
                ("id", "slug", "kind", "name", "translations"),
                TOPICS_SHOWN,
            ),
            Part("videos", first, ("id", "title", "spoken", "translations")),
            Part("pages", Page.objects.filter(pk__in=first.values("page")), ("id", "slug")),
            Part("posters", posters, _POSTER),
        ],
        {
            model._meta.model_name: model.objects.published()
            for model in (Actor, Offer, Project, Document)
        },
    )


def home_video(small: Gathered) -> Video | None:
    """What stands in the home page's place for sign language."""
    for video in small.rows["videos"]:
        video.page = small.rows["pages"][0]
        video.poster = next(iter(small.rows["posters"]), None)
        return video
    return None


def main_topics():
    """Topics that belong to no other."""
    return Topic.objects.published().filter(kind=Topic.Kind.TOPIC, parent=None)


def phases_with_numbers():
    """The phases of life, each with how many institutions are there for it."""
    ties = Actor.life_phases.through.objects.filter(
        lifephase=OuterRef("pk"), actor__is_published=True
    )
    number = ties.order_by().values("lifephase").annotate(n=Count("pk")).values("n")
    return LifePhase.objects.annotate(
        number=Coalesce(Subquery(number), 0, output_field=IntegerField())
    )


class MyArea(LoginRequiredMixin, ListView):
    """What belongs to the person signed in: institutions, applications, account."""

    template_name = "my_area.html"
    context_object_name = "cases"
    paginate_by = 6
    page_kwarg = "seite"

    def get_queryset(self):
        return own_cases.cases_of(self.request.user, timezone.localdate())

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        ties = self.request.user.memberships.select_related("actor__municipality").order_by(
            "actor__name"
        )
        claims = self.request.user.claims.open().select_related("actor")
        context |= {
            "ties": ties,
            "claims": claims,
            "has_funding": self.request.region.has("funding"),
        }
        return context | {"cases": own_cases.tell(context["cases"], timezone.localdate())}


class SitemapPage(KeptPage, TemplateView):
    tells_time = True
    template_name = "sitemap_page.html"

    def get_context_data(self, **kwargs):
        topics = list(Topic.objects.published())
        return super().get_context_data(
            topics=[topic for topic in topics if topic.kind == Topic.Kind.TOPIC],
            transitions=[topic for topic in topics if topic.kind == Topic.Kind.TRANSITION],
            phases=LifePhase.objects.defer("body"),
            pages=Page.objects.published()
            .in_language(get_language() or "de")
            .select_related("original"),
            **kwargs,
        )


@require_safe
def styleguide(request):
    return render(request, "styleguide.html", samples())


@require_safe
def robots(request):
    private = ("konto/", "mein-bereich/", "foerderung/antraege/")
    lines = [
        "User-agent: *",
        "Disallow: /verwaltung/",
        *(
            f"Disallow: /{languages.prefix_of(code)}{below}"
            for code in languages.offered(request)
            for below in private
        ),
        f"Sitemap: {request.build_absolute_uri(reverse('django.contrib.sitemaps.views.sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def favicon(request):
    """Browsers ask for this address unbidden; the picture is the region's."""
    return HttpResponseRedirect(look.address("img/%s-favicon.ico", request.region.slug))


def bad_request(request, exception):
    """A host name that is not ours is answered before there is a region or an own address to show."""
    if isinstance(exception, DisallowedHost):
        told = _("Unter diesem Namen gibt es hier kein Portal.")
        return HttpResponse(told, content_type="text/plain; charset=utf-8", status=400)
    # The page itself looks at the query, and one that could not be read fails again.
    request.GET = QueryDict()
    return render(request, "400.html", status=400)


def forbidden(request, exception):
    """With a sentence of its own where somebody belongs to what the page is of (base/errors.py)."""
    return render(request, "403.html", {"said": getattr(exception, "message", "")}, status=403)


def not_found(request, exception):
    return render(request, "404.html", status=404)


def method_not_allowed(request):
    return render(request, "405.html", status=405)


def file_is_held(request):
    return render(request, "503_file.html", status=503)


def server_error(request):
    """Without context processors: the database may be what failed. 503 for what passes (running/outages.py)."""
    mark = request.META.get("bildungsregion.request", "") if request else ""
    looks = {"region": Region(slug=settings.REGION), "mark": mark}
    if outages.is_passing(sys.exc_info()[1]):
        if request is not None and request.method == "POST":
            looks["is_sent"] = True
            outages.take_rest(request)
        page, headers = loader.get_template("503.html").render(looks), {"Retry-After": "300"}
        return HttpResponse(page, status=503, headers=headers | {"Cache-Control": "no-store"})
    return HttpResponse(loader.get_template("500.html").render(looks), status=500)


def csrf_failure(request, reason=""):
    return render(request, "403_csrf.html", status=403)
