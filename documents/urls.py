from django.urls import include, path

from bildungsregion.base.languages import in_languages

from . import views


_PAGES = [
    path("", views.DocumentList.as_view(), name="document_list"),
    path("reihen/<slug:slug>/", views.SeriesDetail.as_view(), name="series_detail"),
    path("<slug:slug>/", views.DocumentDetail.as_view(), name="document_detail"),
    path("<slug:slug>/datei/", views.document_download, name="document_download"),
    path("<slug:slug>/barrierefrei/", views.CopyRequestView.as_view(), name="copy_request"),
    path(
        "<slug:slug>/fassungen/<int:number>/", views.VersionDetail.as_view(), name="version_detail"
    ),
    path(
        "<slug:slug>/fassungen/<int:number>/text/", views.VersionText.as_view(), name="version_text"
    ),
]

app_name = "documents"
urlpatterns = [
    path("d/<slug:short>/", views.document_short, name="document_short"),
    path("d/<slug:short>/datei/", views.short_download, name="short_download"),
    path(
        "dokumente/<slug:slug>/fassungen/<int:number>/datei/<slug:check>/",
        views.version_file,
        name="version_file",
    ),
    in_languages(path("dokumente/", include(_PAGES))),
]
