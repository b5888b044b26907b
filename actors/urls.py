from django.urls import include, path

from bildungsregion.base.languages import in_languages
from bildungsregion.base.subscriptions.feeds import ListFeed

from . import open_data, own_urls, views
from .views import freshening


app_name = "actors"
urlpatterns = [
    path(
        "daten/akteure.<str:fmt>",
        views.DatasetFile.as_view(dataset=open_data.ACTORS),
        name="actor_file",
    ),
    path(
        "daten/lernorte.<str:fmt>",
        views.DatasetFile.as_view(dataset=open_data.OFFERS),
        name="offer_file",
    ),
    path(
        "daten/api/v1/actors/",
        views.DatasetPage.as_view(dataset=open_data.ACTORS),
        name="actor_api",
    ),
    path(
        "daten/api/v1/offers/",
        views.DatasetPage.as_view(dataset=open_data.OFFERS),
        name="offer_api",
    ),
    path("daten/api/v1/openapi.json", views.Description.as_view(), name="openapi"),
    path("a/<slug:code>/", views.short_address, name="short_address"),
    path("akteure/feed/", ListFeed("akteure"), name="actor_feed"),
    path("akteure/<slug:slug>/bild/", views.actor_image, name="actor_image"),
    path("akteure/<slug:slug>/kontakt.vcf", views.actor_vcard, name="actor_vcard"),
    path("akteure/<slug:slug>/qr-code.svg", views.actor_qr, name="actor_qr"),
    path("lernorte/feed/", ListFeed("lernorte"), name="offer_feed"),
    path("stimmt-noch/<slug:key>/", freshening.StillTrue.as_view(), name="still_true"),
    path(
        "stimmt-noch/<slug:key>/aendern/",
        freshening.StillTrueChange.as_view(),
        name="still_true_change",
    ),
    path("", include(own_urls)),
    in_languages(
        *own_urls.public,
        path("akteure/", views.ActorList.as_view(), name="actor_list"),
        path("akteure/karte/", views.ActorMap.as_view(), name="actor_map"),
        path("akteure/<slug:slug>/", views.ActorDetail.as_view(), name="actor_detail"),
        path("akteure/<slug:slug>/aushang/", views.ActorPoster.as_view(), name="actor_poster"),
        path("kooperationen/", views.CooperationList.as_view(), name="cooperation_list"),
        path("gemeinden/", views.MunicipalityList.as_view(), name="municipality_list"),
        path(
            "gemeinden/<slug:slug>/", views.MunicipalityDetail.as_view(), name="municipality_detail"
        ),
        path("lernorte/", views.OfferList.as_view(), name="offer_list"),
        path("lernorte/<slug:slug>/", views.OfferDetail.as_view(), name="offer_detail"),
        path("lernorte/<slug:slug>/anfragen/", views.OfferEnquiry.as_view(), name="offer_enquire"),
    ),
]
