"""What is drawn for one person is made smaller only as their browser can read it."""

import gzip

import pytest
from django.http import HttpResponse

from bildungsregion.base.compression import CompressionMiddleware


TEXT = b"<p>Bildungsregion</p>" * 100


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [("gzip, br", "gzip"), ("br", None), ("br, gzip;q=0", None), ("br;q=0, gzip", "gzip"), ("", None)],
)  # fmt: skip
def test_page_of_ones_own_is_packed_only_where_gzip_is_taken(rf, accepted, coding):
    middleware = CompressionMiddleware(lambda request: HttpResponse(TEXT))

    answer = middleware(rf.get("/mein-bereich/", headers={"accept-encoding": accepted}))

    assert answer.headers.get("Content-Encoding") == coding
    assert (gzip.decompress(answer.content) if coding else answer.content) == TEXT
