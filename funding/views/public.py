"""The fund before anybody logs in: what it is, what it gives, whether it fits."""

from datetime import timedelta

from django import forms
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from bildungsregion.base.errors import DomainError
from bildungsregion.base.forms import DateInput, SiteForm
from bildungsregion.base.kept_pages import KeptPage
from documents.models import Document
from funding import prefill, reports, selfcheck
from funding.forms import rows
from funding.forms.calculator import Calculation
from funding.forms.self_check import SelfCheckForm
from funding.models import Programme, RuleSet
from funding.structured import programme_facts

from .rates import rates_of


# The guideline as published and in our own words, where the region's documents hold them.
GUIDELINES = ("richtlinie-kulturelle-bildungsfoerderung", "foerderrichtlinie-in-eigenen-worten")


# Which programme a page speaks of, where the region has several.
CHOSEN = "programm"


class ProgrammePage(KeptPage, TemplateView):
    """A public page of the fund: ``programme`` and the ``rule_set`` in force (None before the first).

    Where several programmes take applications, the address names the one; ``is_chosen`` tells
    whether it does, ``programme_query`` is what links of the page carry on.
    """

    def render_to_response(self, context, **kwargs):
        """What somebody reckons or asks is nobody else's: only the untouched page is kept."""
        response = super().render_to_response(context, **kwargs)
        response.is_unkept = bool(self.request.GET.keys() - {CHOSEN})
        return response

    @cached_property
    def programmes(self) -> list[Programme]:
        """Those that take applications; where none does, the first of all. 404 while none is loaded."""
        known = list(Programme.objects.order_by("-is_open", "pk"))
        if not known:
            raise Http404("no programme is loaded")
        return [programme for programme in known if programme.is_open] or known[:1]

    @cached_property
    def named(self) -> Programme | None:
        slug = self.request.GET.get(CHOSEN, "")
        return next((programme for programme in self.programmes if programme.slug == slug), None)

    @property
    def programme(self) -> Programme:
        return self.named or self.programmes[0]

    @property
    def is_chosen(self) -> bool:
        return len(self.programmes) == 1 or self.named is not None

    @property
    def programme_query(self) -> str:
        return f"{CHOSEN}={self.programme.slug}" if len(self.programmes) > 1 else ""

    def get_context_data(self, **kwargs):
        try:
            self.rule_set = self.programme.rule_set_on(timezone.localdate())
        except DomainError:
            self.rule_set = None
        return super().get_context_data(
            programme=self.programme,
            rule_set=self.rule_set,
            programmes=self.programmes,
            is_chosen=self.is_chosen,
            programme_query=self.programme_query,
            **kwargs,
        )


class DayForm(SiteForm):
    """„Until when do I have to apply for a trip on …?“"""

    termin = forms.DateField(label=_("Ihr Termin"), widget=DateInput)
    mark_optional = False


class Overview(ProgrammePage):
    template_name = "funding/overview.html"

    def get_template_names(self):
        return [self.template_name if self.is_chosen else "funding/programme_list.html"]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        form = DayForm(self.request.GET if "termin" in self.request.GET else None)
        day = form.cleaned_data["termin"] if form.is_valid() else None
        today = timezone.localdate()
        return context | {
            "form": form,
            "day": day,
            "apply_by": selfcheck.latest_receipt(day, self.programme.lead_days) if day else None,
            "today": today,
            "weeks": self.programme.lead_days // 7,
            "earliest": today + timedelta(days=self.programme.lead_days),
            "rates": rates_of(self.rule_set) if self.rule_set else [],
            "meter": reports.meter(self.programme, today),
            "structured": programme_facts(self.programme, self.request),
            "offers_url": reverse("actors:offer_list"),
            "documents": Document.objects.published().filter(slug__in=GUIDELINES).order_by("pk"),
        }


class Calculator(ProgrammePage):
    """The address is the whole state; buttons that add or take away a row lead to a new address."""

    template_name = "funding/calculator.html"

    def get(self, request, *args, **kwargs):
        typed = {name: text[:200] for name, text in request.GET.items()}
        if rows.pressed(typed):
            changed, focus = rows.press(self.with_first_rows(typed))
            return self.redirect(changed, focus)
        if any(
            Calculation.is_ours(name) and self.is_idle(name, text) for name, text in typed.items()
        ):
            return self.redirect(typed)
        if typed.keys() & {"angebot", "veranstaltung"} and (begun := prefill.cost_rows(typed)):
            return self.redirect(begun)
        return super().get(request, *args, **kwargs)

    @staticmethod
    def is_idle(name: str, text: str) -> bool:
        """An empty parameter that only makes the address longer; the first of a row keeps its place."""
        return not text.strip() and not name.endswith(("-art", "-kinder"))

    def with_first_rows(self, typed: dict) -> dict:
        """The rows that the untouched page shows, so that one can be added to them."""
        if rows.appointments(typed):
            return typed
        table = Calculation({}, RuleSet().rules()).table
        return {f"{row.key}-art": row.typed("art") for row in table.all_rows} | typed

    def redirect(self, typed: dict, focus: str = ""):
        kept = {n: t for n, t in typed.items() if Calculation.is_ours(n) and not self.is_idle(n, t)}
        query = "&".join(filter(None, (self.programme_query, Calculation.address(kept))))
        place = reverse("funding:calculator") + (f"?{query}" if query else "")
        return HttpResponseRedirect(f"{place}#{focus}" if focus else place)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if self.rule_set is None:
            return context
        calculation = Calculation(self.request.GET.dict(), self.rule_set.rules())
        result = calculation.reckon()
        return context | {
            "calculation": calculation,
            "result": result,
            "per_child": calculation.per_child(result, calculation.children),
        }


class SelfCheck(ProgrammePage):
    """Yes, maybe or no, each with its reason and its paragraph; „maybe“ never keeps anybody away."""

    template_name = "funding/self_check.html"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        data = (
            self.request.GET
            if "einrichtung" in self.request.GET or "haus" in self.request.GET
            else None
        )
        form = SelfCheckForm(data, district=self.request.region.district)
        answer = None
        if self.rule_set and form.is_valid():
            terms = selfcheck.Terms(
                allow_own_premises=self.rule_set.allow_own_premises,
                lead_days=self.programme.lead_days,
                lead_is_soft=self.programme.lead_is_soft,
                references=self.rule_set.references,
            )
            answer = selfcheck.check(terms, today=timezone.localdate(), **form.answers)
        return context | {"form": form, "answer": answer}
