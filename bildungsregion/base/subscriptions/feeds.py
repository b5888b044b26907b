"""Any filtered list as an Atom feed (RFC 4287), for feed readers and for other websites."""

from hashlib import blake2b
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html_join
from django.utils.http import parse_http_date
from django.utils.safestring import SafeString

from bildungsregion.base.models import Region
from bildungsregion.base.outbox.mail import one_line

from . import lists
from .lists import Choice, Entry


MOST_ENTRIES = 50


class StableAtom(Atom1Feed):
    """Atom whose moment of change is that of its entries; without any it is not "now" each time."""

    def latest_post_date(self):
        moments = [item["updateddate"] for item in self.items]
        return max(moments, default=self.feed["updated_without_entries"])


class ListFeed(Feed):
    """The newest entries of a list (for dates: the next ones) under the filters of its address."""

    feed_type = StableAtom

    def __init__(self, slug: str):
        self.slug = slug

    def __call__(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        response = super().__call__(request, *args, **kwargs)
        digest = blake2b(response.content, digest_size=16).hexdigest()
        response["ETag"] = f'"{digest}"'
        response["Cache-Control"] = "public, max-age=300"
        # Readers that run in a browser fetch from pages of their own (Fetch, CORS).
        response["Access-Control-Allow-Origin"] = "*"
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return get_conditional_response(
            request,
            etag=response["ETag"],
            last_modified=parse_http_date(response["Last-Modified"]),
            response=response,
        )

    def get_object(self, request: HttpRequest) -> Choice:
        subscribable = lists.find(self.slug)
        if subscribable is None:
            raise Http404("no such list")
        return subscribable.choose(request.GET, request.region)

    def title(self, choice):
        name = choice.region.name
        words = choice.feed_words
        title = f"{choice.list.title} ({words})" if words else choice.list.title
        return one_line(f"{title} – {name}")

    def subtitle(self, choice):
        return one_line(choice.list.told)

    def link(self, choice):
        return choice.list.page_path(choice.feed_query)

    def feed_url(self, choice):
        return choice.list.feed_path(choice.feed_query)

    def feed_guid(self, choice):
        """The feed's own id: the same filters in another order are the same feed."""
        query = choice.feed_query
        return tag(choice.region, f"{self.slug}?{query}" if query else self.slug)

    def feed_extra_kwargs(self, choice):
        return {"updated_without_entries": choice.region.updated_at}

    def author_name(self, choice):
        return one_line(choice.region.office_name or choice.region.name)

    def author_email(self, choice):
        return choice.region.office_email or None

    def items(self, choice):
        # Ids need the region, entries do not know it.
        return [
            (tag(choice.region, entry.key), entry)
            for entry in choice.list.latest(choice.rows, MOST_ENTRIES)
        ]

    def item_title(self, item):
        return one_line(_titled(item[1]))

    def item_description(self, item):
        """Each line a paragraph: an Atom summary of this feed is HTML (RFC 4287, 3.1.1.2)."""
        lines = ((one_line(line),) for line in item[1].lines if line)
        return format_html_join("", "<p>{}</p>", lines) or SafeString()

    def item_link(self, item):
        return item[1].path

    def item_guid(self, item):
        return item[0]

    def item_pubdate(self, item):
        return item[1].published

    def item_updateddate(self, item):
        return item[1].updated


def tag(region: Region, name: str) -> str:
    """An id that outlives every address (RFC 4151): the portal's host, the year it began, and the name."""
    host = urlsplit(settings.PORTAL_URL).hostname or "localhost"
    return f"tag:{host},{region.created_at.year}:{quote(name, safe='/?=&%+-._~')}"


def _titled(entry: Entry) -> str:
    return f"{entry.title} ({entry.mark})" if entry.mark else entry.title
