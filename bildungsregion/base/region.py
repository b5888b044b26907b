"""The region of this installation, and which parts of the portal it switches on."""

from django.http import Http404, HttpResponse
from django.utils.functional import SimpleLazyObject

from . import edition, synonyms
from .models import Region
from .prepared import Prepared


# Apps whose pages exist only where the region's list of modules names them.
SWITCHABLE = frozenset({"funding"})
NOT_SET_UP = "Dieses Portal ist noch nicht eingerichtet. Der erste Schritt: manage.py setup\n"
_ALL = Prepared(Region.objects.all)


def current() -> Region:
    """The one region; raises Region.DoesNotExist while nothing is loaded (manage.py load_region)."""
    regions = _ALL.rows()
    # None, or two where there may be but one: Django's own way says so.
    return regions[0] if len(regions) == 1 else Region.objects.get()


def context(request):
    """Context processor: ``region`` in every template."""
    return {"region": request.region}


def _of(request) -> Region:
    """The region as it is when the request first asks, before it writes anything: then it may be kept after all."""
    return edition.kept_under(edition.of(request) or edition.now(), "region", current)


class RegionMiddleware:
    """Gives the request its region, and closes the pages of modules that are off.

    It is read at its first use and shared with other requests: nobody may write to it.
    What the office says of the region's words (synonyms) is asked for once a request, too.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.region = SimpleLazyObject(lambda: _of(request))
        with synonyms.asked_once(lambda: synonyms.of_request(request)):
            return self.get_response(request)

    def process_exception(self, request, exception):
        """While nothing is loaded, every page says what to do instead of failing."""
        if isinstance(exception, Region.DoesNotExist) and not Region.objects.exists():
            return HttpResponse(NOT_SET_UP, content_type="text/plain; charset=utf-8", status=503)
        return None

    def process_view(self, request, view, args, kwargs):
        module = request.resolver_match.app_name
        if module in SWITCHABLE and not request.region.has(module):
            raise Http404(f"module {module} is off in this region")
