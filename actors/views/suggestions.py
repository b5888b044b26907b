"""Anybody suggests an entry or reports a mistake, without an account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe
from django.views.generic import FormView

from actors import actions, duplicates
from actors.forms.suggestions import MistakeForm, SuggestForm
from actors.models import Actor, Offer


class Guarded(FormView):
    """A public form: what is wrong comes back with everything that was typed."""

    def get_form_kwargs(self):
        user = self.request.user
        return {**super().get_form_kwargs(), "request": self.request, "user": user}

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    @property
    def sender(self):
        return self.request.user if self.request.user.is_authenticated else None


class ActorSuggest(Guarded):
    """A new entry; what looks like it is shown before it is sent."""

    form_class = SuggestForm
    template_name = "actors/actor_suggest.html"

    def get_initial(self):
        return {"name": self.request.GET.get("name", "")[:200]}

    def form_valid(self, form):
        alike = self.alike(form)
        if alike and not form.cleaned_data.get("is_new"):
            again = self.get_context_data(form=form.asking_again(), alike=alike)
            return self.render_to_response(again, status=422)
        message = form.cleaned_data["message"]
        if form.cleaned_data.get("speaks"):
            message = f"Gehört zu dieser Einrichtung und möchte den Eintrag pflegen.\n{message}"
        with form.once() as is_first:
            if is_first:
                actions.suggest_entry(
                    values=form.values, message=message.strip(),
                    email=form.cleaned_data.get("email", ""), by=self.sender,
                )  # fmt: skip
        return redirect(reverse("actors:suggestion_thanks") + "?was=neu")

    def alike(self, form) -> list[Actor]:
        """Published entries that this may be."""
        said = {name: form.cleaned_data[name] for name in ("name", "street", "postcode", "city")}
        return [actor for actor, _score, _why in duplicates.likely(**said) if actor.is_published]


class MistakeReport(Guarded):
    """„Fehler melden“ on the page of an entry or an offer."""

    form_class = MistakeForm
    template_name = "actors/mistake_report.html"
    model: type[Actor] | type[Offer] = Actor

    @cached_property
    def entry(self) -> Actor | Offer:
        return get_object_or_404(self.model.objects.published(), slug=self.kwargs["slug"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(entry=self.entry, **kwargs)

    def form_valid(self, form):
        with form.once() as is_first:
            if is_first:
                actions.report_mistake(
                    entry=self.entry, what=form.what_label, text=form.cleaned_data["text"],
                    email=form.cleaned_data.get("email", ""), by=self.sender,
                )  # fmt: skip
        return redirect(reverse("actors:suggestion_thanks") + "?was=fehler")


@require_safe
def suggestion_thanks(request: HttpRequest) -> HttpResponse:
    """What happens next."""
    return render(
        request, "actors/suggestion_thanks.html", {"is_new": request.GET.get("was") == "neu"}
    )
