"""What is true of every answer, whatever app gives it."""

from django.http import Http404, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.utils.cache import patch_cache_control, patch_vary_headers

from .base.scanning.files import NotCleanError
from .views import file_is_held, method_not_allowed, not_found


# Browser features that no page of the portal uses; where somebody is, the lists ask on a click.
PERMISSIONS_POLICY = (
    ", ".join(
        f"{feature}=()"
        for feature in (
            "accelerometer",
            "bluetooth",
            "browsing-topics",
            "camera",
            "display-capture",
            "gyroscope",
            "hid",
            "magnetometer",
            "microphone",
            "midi",
            "payment",
            "serial",
            "usb",
        )
    )
    + ", geolocation=(self)"
)

METHODS = ("GET", "HEAD", "POST", "OPTIONS")


# Not "cookies": it would end those of all other services under the district's domain. Not "storage": nothing lies
# there but whether somebody switched the keys off (WCAG 2.1.4), which they would have to do again each time.
AT_SIGN_OUT = '"cache"'


class PrivatePagesMiddleware:
    """Keeps what a signed-in person sees out of every cache; adds the headers Django has no setting for."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        # Public files under an address of their own (documents/downloads.py) are the same for everybody.
        if "immutable" not in response.headers.get("Cache-Control", ""):
            if request.user.is_authenticated:
                patch_cache_control(response, private=True, no_store=True)
            patch_vary_headers(response, ["Cookie"])
        if getattr(request, "has_signed_out", False):
            # The pages that „Zurück“ would show again, too.
            response.headers["Clear-Site-Data"] = AT_SIGN_OUT
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if response.headers.get("Content-Type", "").startswith("text/html"):
            # Pages show nothing from elsewhere, so nothing of it can be asked for by a hidden road.
            response.headers.setdefault("Cross-Origin-Embedder-Policy", "require-corp")
        return response


class MethodPageMiddleware:
    """Methods that no page takes are refused before any view is asked (BSI APP.3.1.A12).

    Django answers a wrong method with a blank page; people get a sentence (RFC 9110, 15.5.6: Allow stays).
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        known = request.method in METHODS
        response = self.get_response(request) if known else HttpResponseNotAllowed(METHODS)
        if response.status_code == 405 and not response.content:
            page = method_not_allowed(request)
            page.headers["Allow"] = response.headers["Allow"]
            return page
        return response


class HeldFileMiddleware:
    """A file that the scanner has not called clean is not opened; whoever asks for it reads so (docs/adr/0300)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, NotCleanError):
            return None
        page = file_is_held(request)
        page.headers["Retry-After"] = "300"
        patch_cache_control(page, no_store=True)
        return page


class NoNulMiddleware:
    """No address of ours holds a NUL; PostgreSQL refuses to look for one, and libraries stumble over it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if "\x00" in request.path_info:
            raise Http404("a NUL in the address")


class OwnNotFoundMiddleware:
    """With DEBUG Django lists its routes to whoever mistypes an address; `make run` is shown to people.

    A view that answers 404 with a page of its own (a TemplateResponse) keeps it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        is_own = isinstance(response, TemplateResponse)
        return not_found(request, None) if response.status_code == 404 and not is_own else response
