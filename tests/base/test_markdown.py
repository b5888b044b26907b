import time

import pytest
from django.utils import translation

from bildungsregion.base.markdown import faults, render
from tests.factories.pictures import make_picture


def test_headings_begin_below_the_title_however_they_are_typed():
    assert render("# A\n## B\n### C") == "<h2>A</h2>\n<h3>B</h3>\n<h4>C</h4>\n"
    assert render("## A\n#### B") == "<h2>A</h2>\n<h4>B</h4>\n"


def test_html_stays_text():
    assert render("<script>x</script>") == "<p>&lt;script&gt;x&lt;/script&gt;</p>\n"


def test_link_to_a_script_stays_text():
    assert render("[a](javascript:alert)") == "<p>[a](javascript:alert)</p>\n"


def test_link_of_an_editor_is_a_link():
    assert render("[a](/kontakt/)") == '<p><a href="/kontakt/" rel="noopener">a</a></p>\n'


def test_words_in_another_language_say_so():
    assert (
        render("[Ласкаво просимо](lang:uk), [أهلا](lang:ar)")
        == '<p><span lang="uk" dir="ltr">Ласкаво просимо</span>, <span lang="ar" dir="rtl">أهلا</span></p>\n'
    )


def test_table_keeps_its_columns_in_line():
    assert render("| A | B |\n| --- | --: |\n| 1 | 2 |").replace("\n", "") == (
        '<table><thead><tr><th scope="col">A</th><th scope="col" class="br-right">B</th></tr></thead>'
        '<tbody><tr><td>1</td><td class="br-right">2</td></tr></tbody></table>'
    )


@pytest.mark.django_db
def test_picture_of_the_library_comes_with_sizes_and_credit(django_assert_num_queries):
    picture = make_picture(width=600, height=400)
    text = f'Davor\n\n![Zwei Kinder]({picture.get_absolute_url()} "In der Werkstatt")\n\n![](/bilder/{picture.pk}/)'

    with django_assert_num_queries(1):
        html = render(text)

    assert html.count("<figure") == 2
    assert (
        f'<figure class="br-figure"><img src="/bilder/{picture.pk}/600.webp" '
        f'srcset="/bilder/{picture.pk}/480.webp 480w, /bilder/{picture.pk}/600.webp 600w" '
        'sizes="(max-width: 44rem) 100vw, 42rem" width="600" height="400" alt="Zwei Kinder" '
        'loading="lazy" decoding="async"><figcaption>In der Werkstatt (Landkreis Lüneburg, CC BY 4.0)'
        "</figcaption></figure>"
    ) in html
    assert 'alt="Zwei Kinder sägen an einer Werkbank."' in html


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["https://fremd.example/x.png", "/static/x.png", "/bilder/999/"]
)
def test_picture_of_elsewhere_is_not_shown(address):
    make_picture(is_published=False)

    assert "<img" not in render(f"![Bild]({address})")


def test_link_leads_to_the_page_in_the_language_that_is_read():
    with translation.override("en"):
        assert 'href="/en/veranstaltungen/"' in render("[a](/veranstaltungen/)")
        assert 'href="/gibt/es/nicht/x/"' in render("[a](/gibt/es/nicht/x/)")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("x" * 50_001, "Der Text ist zu lang"),
        ("[" * 5_001, "zu viele eckige Klammern"),
        ("> " * 10_000 + "x", "zu tief ineinander"),
        ("[a](javascript:alert(1))", "zu keiner Webadresse"),
        ("[a](data:text/html,x)", "zu keiner Webadresse"),
        ("<script>alert(1)</script>", "HTML-Befehl (<script>)"),
        ("<svg onload=alert(1)>", "HTML-Befehl (<svg>)"),
        ("<img src=x onerror=alert(1)>", "HTML-Befehl (<img>)"),
        ("![x](https://fremd.example/x.png)", "nicht in der Bildersammlung"),
    ],
)
def test_what_the_page_would_not_show_is_said(text, fault):
    assert [fault in sentence for sentence in faults(text)] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3 < 4 & 5 > 4",
        "`<script>` ist ein Befehl.",
        "- a\n  - b\n    - c\n      - d",
        "[a](/b/)",
    ],
)
def test_text_that_is_all_right_has_no_faults(text):
    assert faults(text) == []


@pytest.mark.parametrize(
    "text", ["[" * 5_000, "> " * 25_000, "- " * 25_000, "_*" * 25_000, "|" * 50_000, "<" * 50_000]
)
def test_hostile_text_is_shown_in_time(text):
    begin = time.perf_counter()

    html = render(text)

    assert "<script" not in html
    assert time.perf_counter() - begin < 5
