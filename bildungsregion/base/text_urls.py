from django.urls import path

from . import picture_views, text_views


urlpatterns = [
    path("bilder/<int:pk>/", picture_views.picture, name="picture"),
    path("bilder/<int:pk>/<int:width>.webp", picture_views.picture_size, name="picture_size"),
    path("texte/vorschau/", text_views.text_preview, name="text_preview"),
    path("texte/bilder/", text_views.text_pictures, name="text_pictures"),
]
