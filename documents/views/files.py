"""Addresses that end in a file, and the short ones that are printed on paper."""

from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request
from django.views.decorators.http import require_safe

from bildungsregion.base.languages import GERMAN, offered
from documents.downloads import FOREVER, SHORTLY, send
from documents.models import Document, Version


@require_safe
def document_download(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The file that is valid today, in the language of the page."""
    document = _document(slug=slug)
    version = _valid_file(document)
    response = send(request, version, cache_control=SHORTLY)
    return _linked(request, response, document, version)


@require_safe
def version_file(request: HttpRequest, slug: str, number: int, check: str) -> HttpResponseBase:
    """The file of one version, valid or not. With another checksum: to the file it has now."""
    document = _document(slug=slug)
    version = get_object_or_404(
        Version.objects.light().exclude(file=""), document=document, number=number
    )
    version.document = document
    if check != version.check_code:
        return redirect(version.file_url)
    inline = request.GET.get("ansehen") == "1"
    response = send(request, version, cache_control=FOREVER, inline=inline)
    return _linked(request, response, document, version)


@require_safe
def document_short(request: HttpRequest, short: str) -> HttpResponseBase:
    """The printed address: to the page of the document, in the visitor's language."""
    document = get_object_or_404(Document.objects.published(), short=short.lower())
    return _led(request, document, "documents:document_detail")


@require_safe
def short_download(request: HttpRequest, short: str) -> HttpResponseBase:
    """The same, straight to the valid file."""
    document = get_object_or_404(Document.objects.published(), short=short.lower())
    return _led(request, document, "documents:document_download")


def _document(**address) -> Document:
    return get_object_or_404(Document.objects.published().light().with_versions(), **address)


def _valid_file(document: Document) -> Version:
    """What is offered first in the language of the page; a file in any language before none at all."""
    chosen = document.valid_version()
    if chosen and chosen.file:
        return chosen
    with_file = (version for version in document.valid_versions() if version.file)
    if version := next(with_file, None):
        return version
    raise Http404("no valid version with a file")


def _led(request: HttpRequest, document: Document, name: str) -> HttpResponseRedirect:
    language = get_language_from_request(request)
    if language not in offered(request):
        language = GERMAN
    with translation.override(language):
        response = HttpResponseRedirect(reverse(name, args=[document.slug]))
    response["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ["Accept-Language"])
    return response


def _linked(
    request: HttpRequest, response: HttpResponseBase, document: Document, version: Version
) -> HttpResponseBase:
    """Programs find the page and the neighbours of a version (RFC 5829, RFC 8288)."""
    links = [(document.get_absolute_url(), "latest-version")]
    by_key = {other.pk: other for other in document.versions.all()}
    if successor := by_key.get(version.replaced_by_id):
        links.append((successor.get_absolute_url(), "successor-version"))
    response["Link"] = ", ".join(
        f'<{request.build_absolute_uri(path)}>; rel="{relation}"' for path, relation in links
    )
    return response
