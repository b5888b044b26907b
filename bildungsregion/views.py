"""The pages above all apps: home, search, the applicant's own area, errors."""

from django.conf import settings
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import DisallowedHost
from django.db.models import Count, Q, Value
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.template import loader
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext as _
from django.views.generic import ListView, TemplateView

from actors.models import Actor, LifePhase, Offer, Topic
from bildungsregion.base import languages, look
from bildungsregion.base.kept_pages import KeptPage
from bildungsregion.base.models import Region
from documents.models import Document
from events.models import Occurrence
from funding import own_cases
from pages.models import Page, Video
from projects.models import Project

from .finding.views import Search
from .styleguide import samples


# How many of each the home page shows.
DATES_SHOWN, TOPICS_SHOWN = 4, 8
PLACE = ("event__organiser", "event__place_actor")
__all__ = ["Search"]


class Home(KeptPage, TemplateView):
    tells_time = True
    template_name = "home.html"

    def get_context_data(self, **kwargs):
        numbers = totals()
        has_video = numbers.pop("video", 0)
        coming = list(Occurrence.objects.published().coming().select_related(*PLACE)[:DATES_SHOWN])
        last = Occurrence.objects.published().past().select_related(*PLACE)[:DATES_SHOWN]
        return super().get_context_data(
            phases=phases_with_numbers(),
            dates=coming or last,
            has_coming=bool(coming),
            offers=Offer.objects.published()
            .with_lowest_price()
            .select_related("actor__municipality")
            .order_by("-pk")[:3],
            projects=Project.objects.published().running_first()[:3],
            topics=main_topics()[:TOPICS_SHOWN],
            totals=numbers,
            structured=self.website(),
            video=home_video() if has_video else None,
            **kwargs,
        )

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


def home_video() -> Video | None:
    """What stands in the home page's place for sign language."""
    shown = Video.objects.published().filter(is_on_home=True)
    return shown.select_related("poster", "page__original").first()


def main_topics():
    """Topics that belong to no other."""
    return Topic.objects.published().filter(kind=Topic.Kind.TOPIC, parent=None)


def phases_with_numbers():
    """The phases of life in their order, each with how many institutions are there for it."""
    shown = Count("actors", filter=Q(actors__is_published=True))
    return LifePhase.objects.defer("body").annotate(number=shown).order_by("order", "name")


def totals() -> dict[str, int]:
    """How many entries the portal has, by model name, and videos for the home page; from one query."""
    shown = [model.objects.published() for model in (Actor, Offer, Project, Document)]
    # Asked for along with them, so that a home page without a video needs no query for it.
    shown.append(Video.objects.published().filter(is_on_home=True))
    parts = [
        rows.order_by().values_list(Value(rows.model._meta.model_name)).annotate(Count("pk"))
        for rows in shown
    ]
    return dict(parts[0].union(*parts[1:], all=True))


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


class SitemapPage(TemplateView):
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


def styleguide(request):
    return render(request, "styleguide.html", samples())


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
    return render(request, "403.html", status=403)


def not_found(request, exception):
    return render(request, "404.html", status=404)


def method_not_allowed(request):
    return render(request, "405.html", status=405)


def server_error(request):
    """Without context processors: the database may be what failed."""
    looks = {"region": Region(slug=settings.REGION)}
    return HttpResponse(loader.get_template("500.html").render(looks), status=500)


def csrf_failure(request, reason=""):
    return render(request, "403_csrf.html", status=403)
