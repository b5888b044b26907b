"""Files of videos: one address each, whatever language the page is in."""

from django.urls import path

from .views.videos import video_captions, video_file


app_name = "videos"
urlpatterns = [
    path("videos/<int:pk>/untertitel.vtt", video_captions, name="captions"),
    path("videos/<int:pk>/<slug:check>/datei/", video_file, name="file"),
]
