from allauth.account import views
from allauth.mfa import urls as mfa_urls
from django.urls import include, path
from django.views.generic import RedirectView

from .views import (
    DeputyEnd,
    DeputyList,
    SessionEnd,
    SessionList,
    confirm_login_code,
    invitation,
    invitation_key,
    login,
    remove_webauthn,
    request_login_code,
    second_factor,
)


# The names are allauth's own, so that its redirects and templates find them; the addresses are German.
urlpatterns = [
    path("", RedirectView.as_view(pattern_name="my_area"), name="account_home"),
    path("anmelden/", request_login_code, name="account_request_login_code"),
    path("anmelden/verwaltung/", login, name="account_login"),
    path("abmelden/", views.logout, name="account_logout"),
    # Asking for a code makes the account: there is no second form to fill in.
    path(
        "registrieren/",
        RedirectView.as_view(pattern_name="account_request_login_code"),
        name="account_signup",
    ),
    path("inaktiv/", views.account_inactive, name="account_inactive"),
    path("bestaetigen/", views.reauthenticate, name="account_reauthenticate"),
    path("anmelden/code/", confirm_login_code, name="account_confirm_login_code"),
    path("e-mail/", views.email, name="account_email"),
    path(
        "e-mail/bestaetigen/", views.email_verification_sent, name="account_email_verification_sent"
    ),
    path("e-mail/bestaetigen/<key>/", views.confirm_email, name="account_confirm_email"),
    path("passwort/aendern/", views.password_change, name="account_change_password"),
    path("passwort/setzen/", views.password_set, name="account_set_password"),
    path("passwort/vergessen/", views.password_reset, name="account_reset_password"),
    path(
        "passwort/vergessen/gesendet/",
        views.password_reset_done,
        name="account_reset_password_done",
    ),
    path(
        "passwort/neu/<uidb36>-<key>/",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "passwort/neu/fertig/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("einladung/", invitation, name="account_invitation"),
    path("einladung/<str:key>/", invitation_key, name="account_invitation_key"),
    path("vertretung/", DeputyList.as_view(), name="deputy_list"),
    path("vertretung/fuer/<int:pk>/", DeputyList.as_view(), name="deputy_list_of"),
    path("vertretung/<int:pk>/beenden/", DeputyEnd.as_view(), name="deputy_end"),
    path("zweiter-faktor/zeigen/", second_factor, name="account_second_factor"),
    # Before allauth's own: the last key of somebody of the office stays.
    path(
        "zweiter-faktor/webauthn/keys/<int:pk>/remove/", remove_webauthn, name="mfa_remove_webauthn"
    ),
    path("zweiter-faktor/", include(mfa_urls)),
    path("sitzungen/", SessionList.as_view(), name="usersessions_list"),
    path("sitzungen/<int:pk>/beenden/", SessionEnd.as_view(), name="usersessions_end"),
]
