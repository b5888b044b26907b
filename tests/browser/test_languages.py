"""Home, a list and an entry in Arabic, from right to left, and in Ukrainian."""

import pytest


pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_pages_keep_the_promises_of_the_house_in_arabic_and_ukrainian(page, page_ok, load):
    load("lueneburg")
    page.goto("/")

    page.locator(".br-languages a", has_text="العربية").click()
    assert page.evaluate("document.documentElement.dir") == "rtl"
    page_ok(page)
    page.locator(".br-nav__list a[href='/ar/akteure/']").click()
    page.locator(".br-card__title a").first.click()
    assert page.locator("h1 bdi").get_attribute("lang") == "de"
    page_ok(page)

    page.goto("/akteure/?seite=2")
    page.locator(".br-languages a", has_text="Українська").click()
    assert page.url.endswith("/uk/akteure/?seite=2")
    page_ok(page)
