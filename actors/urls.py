from django.urls import path

from . import views


app_name = "actors"
urlpatterns = [
    path("akteure/", views.ActorList.as_view(), name="actor_list"),
    path("akteure/karte/", views.ActorMap.as_view(), name="actor_map"),
    path("akteure/<slug:slug>/", views.ActorDetail.as_view(), name="actor_detail"),
    path("lernorte/", views.OfferList.as_view(), name="offer_list"),
    path("lernorte/<slug:slug>/", views.OfferDetail.as_view(), name="offer_detail"),
]
