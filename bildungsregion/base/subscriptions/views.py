"""The pages of subscriptions: asking for one, confirming it, leaving it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import FormView, View

from bildungsregion.base.dates import date_format

from . import actions, lists
from .forms import SubscribeForm
from .models import Subscription
from .rhythm import period


class Subscribe(FormView):
    """Says what would be subscribed to and asks where to; the answer is the same for every address."""

    form_class = SubscribeForm
    template_name = "subscriptions/subscribe.html"

    @cached_property
    def choice(self) -> lists.Choice:
        subscribed = lists.find(self.kwargs["slug"])
        if subscribed is None:
            raise Http404("no such list")
        return subscribed.choose(self.request.GET, self.request.region)

    def get_initial(self):
        user = self.request.user
        return super().get_initial() | ({"email": user.email} if user.is_authenticated else {})

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"request": self.request, "choice": self.choice}

    def get_context_data(self, **kwargs):
        feed = self.choice.list.feed_path(self.choice.query)
        return super().get_context_data(choice=self.choice, feed=feed, **kwargs)

    def form_valid(self, form):
        with form.once() as is_first:
            if is_first:
                actions.ask(
                    email=form.cleaned_data["email"],
                    choice=self.choice,
                    rhythm=form.cleaned_data["rhythm"],
                    today=timezone.localdate(),
                )
        messages.success(
            self.request,
            _("Fast geschafft: Wir haben Ihnen eine E-Mail geschickt. Das Abo beginnt, sobald Sie es dort "
              "bestätigen. Kommt nichts an, sehen Sie bitte im Spam-Ordner nach oder versuchen es morgen noch einmal."),
        )  # fmt: skip
        return redirect(self.choice.page)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


class SecretPage(View):
    """A page behind the key of a mail: in no cache, in no search engine."""

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        response["X-Robots-Tag"] = "noindex"
        return response

    def subscription(self) -> Subscription | None:
        return Subscription.objects.filter(key=self.kwargs["token"]).first()

    def page(self, name: str, status: int = 200, **context) -> TemplateResponse:
        return TemplateResponse(self.request, f"subscriptions/{name}.html", context, status=status)


class Confirm(SecretPage):
    """Double opt-in. Programs that look at links in mails only GET, so that changes nothing."""

    def get(self, request, token):
        subscription = self.subscription()
        if subscription is None:
            return self.page("gone", status=404)
        return self.page("confirm", subscription=subscription, list=lists.find(subscription.list))

    def post(self, request, token):
        subscription = self.subscription()
        if subscription is None:
            return self.page("gone", status=404)
        actions.confirm(subscription=subscription, now=timezone.now())
        _first, following = period(subscription.rhythm, timezone.localdate())
        messages.success(
            request,
            _(
                "Ihr Abo läuft. Die nächste E-Mail kommt am %s, wenn es dann etwas zu berichten gibt."
            )
            % date_format(following, "l, j. F"),
        )
        subscribed = lists.find(subscription.list)
        return redirect(subscribed.page_path(subscription.query) if subscribed else "home")


@method_decorator(csrf_exempt, name="dispatch")
class Leave(SecretPage):
    """Leaving, by the button on the page or by the mailbox's own (RFC 8058), which sends no cookie.

    The key in the address is the proof; a POST always answers itself, as mailboxes follow no redirect.
    """

    def get(self, request, token):
        subscription = self.subscription()
        if subscription is None:
            return self.page("gone", status=404)
        return self.page("leave", subscription=subscription, list=lists.find(subscription.list))

    def post(self, request, token):
        subscription = self.subscription()
        actions.leave(key=token)
        subscribed = subscription and lists.find(subscription.list)
        again = subscribed.subscribe_path(subscription.query) if subscribed else ""
        return self.page("left", subscription=subscription, again=again)
