"""Where somebody is signed in, and how to end that from afar."""

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import TemplateView, View

from accounts import sessions
from accounts.log import Kind, note


class SessionList(LoginRequiredMixin, TemplateView):
    """GET lists the sessions, POST ends all but this one."""

    template_name = "accounts/own/sessions.html"

    def post(self, request):
        ended = sessions.end_all(request.user, but=request.session.session_key)
        if ended:
            note(Kind.SESSION_ENDED, user=request.user, by=request.user, detail=f"{ended} andere")
        told = {0: "Sie sind nirgends sonst angemeldet.", 1: "Die andere Sitzung ist beendet."}
        messages.success(request, told.get(ended, f"{ended} andere Sitzungen sind beendet."))
        return HttpResponseRedirect(reverse("usersessions_list"))

    def get_context_data(self, **kwargs):
        key = self.request.session.session_key
        rows = UserSession.objects.purge_and_list(self.request.user)
        if key not in {row.session_key for row in rows}:
            UserSession.objects.create_from_request(self.request)
            rows = UserSession.objects.purge_and_list(self.request.user)
        shown = [
            {
                "pk": row.pk,
                "browser": sessions.browser_of(row.user_agent),
                "network": sessions.network_of(row.ip),
                "since": row.created_at,
                "seen": row.last_seen_at,
                "is_current": row.session_key == key,
            }
            for row in sorted(rows, key=lambda row: (row.session_key != key, -row.pk))
        ]
        return super().get_context_data(sessions=shown, **kwargs)


class SessionEnd(LoginRequiredMixin, View):
    """End one of one's own sessions; somebody else's are 404."""

    http_method_names = ("post",)

    def post(self, request, pk):
        row = get_object_or_404(UserSession, pk=pk, user=request.user)
        if row.session_key == request.session.session_key:
            messages.info(request, "In dieser Sitzung sind Sie gerade. Bitte melden Sie sich ab.")
            return HttpResponseRedirect(reverse("usersessions_list"))
        browser = sessions.browser_of(row.user_agent)
        row.end()
        note(Kind.SESSION_ENDED, user=request.user, by=request.user, detail=browser)
        messages.success(request, f"Die Sitzung ist beendet: {browser}.")
        return HttpResponseRedirect(reverse("usersessions_list"))
