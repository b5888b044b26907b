from django.urls import path

from . import views


app_name = "documents"
urlpatterns = [
    path("", views.DocumentList.as_view(), name="document_list"),
    path("<slug:slug>/", views.DocumentDetail.as_view(), name="document_detail"),
    path("<slug:slug>/datei/", views.document_download, name="document_download"),
]
