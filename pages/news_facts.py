"""A message in the words of schema.org, for search engines."""

from django.http import HttpRequest

from .models import News


def news_article(news: News, request: HttpRequest) -> dict:
    """schema.org NewsArticle; the office writes, so there is no person to name."""
    region = request.region
    picture = news.shown_picture
    publisher = {"@type": "GovernmentOrganization", "name": region.office_name or region.name}
    facts = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": news.title,
        "description": news.summary,
        "inLanguage": news.language,
        "datePublished": news.publish_at and news.publish_at.isoformat(),
        "dateModified": news.updated_at.isoformat(),
        "mainEntityOfPage": request.build_absolute_uri(news.get_absolute_url()),
        "author": publisher,
        "publisher": publisher,
        "image": picture and request.build_absolute_uri(picture.src),
    }
    return {name: value for name, value in facts.items() if value}
