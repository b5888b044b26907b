from django.urls import path

from bildungsregion.base.languages import in_languages

from . import views


app_name = "projects"
urlpatterns = [
    path("projekte/<slug:slug>/steckbrief.pdf", views.profile_pdf, name="project_profile"),
    path("projekte/<slug:slug>/bilder/<int:pk>/", views.project_picture, name="project_picture"),
    path("projekte/<slug:slug>/foerderer/<int:pk>/", views.funder_logo, name="funder_logo"),
    in_languages(
        path("projekte/", views.ProjectList.as_view(), name="project_list"),
        path("projekte/gute-praxis/", views.PracticeList.as_view(), name="practice_list"),
        path("projekte/<slug:slug>/", views.ProjectDetail.as_view(), name="project_detail"),
        path(
            "projekte/<slug:slug>/anfragen/", views.ProjectEnquire.as_view(), name="project_enquire"
        ),
        path("projekte/<slug:slug>/wir-auch/", views.Adopt.as_view(), name="project_adopt"),
        path("projekte/<slug:slug>/beginnen/", views.Begin.as_view(), name="project_begin"),
    ),
]
