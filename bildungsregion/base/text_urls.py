from django.urls import path

from . import picture_views


urlpatterns = [
    path("bilder/<int:pk>/", picture_views.picture, name="picture"),
    path("bilder/<int:pk>/<int:width>.webp", picture_views.picture_size, name="picture_size"),
]
