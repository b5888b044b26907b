"""Pages on which people keep entries: Mein Bereich, claims and invitations, suggestions and mistakes."""

from django.urls import path

from .models import Offer
from .views import claims, own, own_offers, people, suggestions


_OWN = "mein-bereich/<slug:slug>/"
# Open to everybody, in each language; the rest is for people of institutions, and German.
public = [
    path("akteure/eintragen/", suggestions.ActorSuggest.as_view(), name="actor_suggest"),
    path("danke/", suggestions.suggestion_thanks, name="suggestion_thanks"),
    path("akteure/<slug:slug>/melden/", suggestions.MistakeReport.as_view(), name="actor_mistake"),
    path(
        "lernorte/<slug:slug>/melden/",
        suggestions.MistakeReport.as_view(model=Offer),
        name="offer_mistake",
    ),
]
urlpatterns = [
    path("akteure/<slug:slug>/meine-einrichtung/", claims.ActorClaim.as_view(), name="actor_claim"),
    path("nachweis/<str:key>/", claims.ClaimLink.as_view(), name="claim_link"),
    path("einladung/<str:key>/", people.InvitationPage.as_view(), name="invitation"),
    path("mein-bereich/vorschlag/<int:pk>/zurueckziehen/", own.own_withdraw, name="own_withdraw"),
    path(
        "mein-bereich/vorschlag/<int:pk>/bild/<str:which>/",
        own.proposal_picture,
        name="proposal_picture",
    ),
    path(_OWN, own.OwnEntry.as_view(), name="own_entry"),
    path(f"{_OWN}geprueft/", own.own_checked, name="own_checked"),
    path(f"{_OWN}angebote/neu/", own_offers.OwnOfferCreate.as_view(), name="own_offer_create"),
    path(f"{_OWN}angebote/<slug:offer>/", own_offers.OwnOffer.as_view(), name="own_offer"),
    path(
        f"{_OWN}angebote/<slug:offer>/zeigen/", own_offers.own_offer_shown, name="own_offer_shown"
    ),
    path(f"{_OWN}menschen/", people.OwnPeople.as_view(), name="own_people"),
    path(f"{_OWN}menschen/einladen/", people.OwnInvite.as_view(), name="own_invite"),
    path(f"{_OWN}menschen/uebergeben/", people.OwnHandOver.as_view(), name="own_hand_over"),
    path(f"{_OWN}menschen/verlassen/", people.OwnLeave.as_view(), name="own_leave"),
    path(f"{_OWN}menschen/<int:pk>/", people.OwnRemove.as_view(), name="own_remove"),
    path(f"{_OWN}einladung/<int:pk>/", people.own_uninvite, name="own_uninvite"),
    path(f"{_OWN}anspruch/<int:pk>/", people.OwnClaim.as_view(), name="own_claim"),
    path(f"{_OWN}eintrag/<slug:part>/", own.OwnSection.as_view(), name="own_section"),
]
