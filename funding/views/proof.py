"""The proof of use, as the institution writes it: one form, its receipts, a last look, and sent."""

from django.contrib import messages
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from bildungsregion.base.errors import DomainError
from bildungsregion.base.money import euro
from funding import actions, difference, duplicates, proofs
from funding.forms import rows
from funding.forms.proof import EVERYTHING, AnswerProofForm
from funding.models import Application, Receipt

from .doors import CasePage, kept_post
from .proof_card import visits
from .steps import FormStep


ADD_RECEIPT, DROP_RECEIPT, DROP_FILE = "beleg-neu", "beleg-weg", "datei-weg"
BUTTONS = (DROP_RECEIPT, DROP_FILE)


def steps_of(case: Application, current: int) -> list[FormStep]:
    """The two pages of the proof."""
    last = _("Prüfen und senden")
    if case.status == Application.Status.REPORT_QUERY:
        last = _("Antwort senden")
    pages = ((_("Angaben und Belege"), "funding:proof"), (last, "funding:proof_review"))
    return [
        FormStep("", label, reverse(name, args=[case.key]), _state(number, current))
        for number, (label, name) in enumerate(pages, start=1)
    ]


def _state(number: int, current: int) -> str:
    return "current" if number == current else "done" if number < current else "open"


def overview(proof: proofs.Proof) -> dict:
    """What follows from the proof as it is typed: for the panel beside the form and the last look."""
    receipts = [receipt for row in proof.lenient.cost_rows for receipt in row.receipts]
    return {
        "missing": proofs.missing(proof),
        "difference": difference.explain(proof.case.reckon(), proof.settlement),
        "groups": proof.lenient.groups,
        "hints": [*_paper_hints(receipts), *_head_hints(proof)],
    }


def _paper_hints(receipts: list[Receipt]) -> list[str]:
    text = _("Die Rechnung „%(paper)s“ zählt hier für %(over)s mehr, als auf ihr steht.")
    over = duplicates.overdrawn(receipts)
    hints = [
        text % {"paper": receipt.number or receipt.attachment.name, "over": euro(over[receipt.pk])}
        for receipt in receipts
        if receipt.pk in over
    ]
    return list(dict.fromkeys(hints))


def _head_hints(proof: proofs.Proof) -> list[str]:
    """Entry for more people than were there: easily forgotten when fewer came."""
    found = []
    text = _("Beim Eintritt stehen %(persons)s Personen, dabei waren %(heads)s.")
    for group in proof.lenient.groups:
        values = group.heads.cleaned_data
        for name, for_adults in (("kinder", False), ("erwachsene", True)):
            entries = [c for c in group.costs if c.kind == "entry" and c.for_adults == for_adults]
            persons = max((cost.persons for cost in entries), default=0)
            heads = values.get(name)
            if heads is not None and persons > heads:
                found.append(text % {"persons": persons, "heads": heads})
    return found


class ProofPage(CasePage, TemplateView):
    """The form while it is open, what was sent afterwards, and where it begins."""

    template_name = "funding/proof_form.html"

    def dispatch(self, request, *args, **kwargs):
        self.strict = EVERYTHING if "pruefen" in request.GET else ""
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        proof = proofs.read(self.case)
        if proof and not proofs.is_open(self.case):
            return self.show_sent(proof)
        if proof is None:
            return self.offer_to_begin()
        if sent := kept_post(request):
            return self.bring_back(proof, sent)
        return self.render_to_response(self.get_context_data(proof=proof))

    def show_sent(self, proof: proofs.Proof):
        self.template_name = "funding/proof_sent.html"
        context = super().get_context_data(proof=proof, visits=visits(self.case))
        return self.render_to_response(context | overview(proof))

    def offer_to_begin(self):
        if not proofs.may_begin(self.case):
            return redirect(self.case)
        self.template_name = "funding/proof_begin.html"
        kept_post(self.request)
        return self.render_to_response(super().get_context_data())

    def bring_back(self, proof: proofs.Proof, sent: dict):
        """What was sent while nobody was signed in: saved now, or shown if the proof has moved on."""
        try:
            proofs.save(case=self.case, data=sent, seen=sent.get("stand", ""), by=self.request.user)
        except DomainError as error:
            return self.refuse(sent, error)
        messages.success(
            self.request, _("Sie waren abgemeldet. Ihre Eingaben sind wieder da und gespeichert.")
        )
        return redirect(self.request.path)

    def post(self, request, *args, **kwargs):
        sent, focus = request.POST.dict(), ""
        if "begin" in sent:
            return self.begin()
        if rows.pressed(sent):
            sent, focus = rows.press(sent)
        try:
            proof = proofs.save(
                case=self.case, data=sent, seen=sent.get("stand", ""), by=request.user
            )
            if taken := next((name for name in BUTTONS if name in sent), ""):
                focus = self.take_away(proof, taken, sent[taken])
        except DomainError as error:
            return self.refuse(sent, error)
        for line in proof.restored:
            text = _(
                "„%(line)s“ bleibt, weil es dazu Belege gibt. Entfernen Sie zuerst die Belege."
            )
            messages.warning(request, text % {"line": line})
        if focus:
            return HttpResponseRedirect(f"{request.path}#{focus}")
        return self.go_on(proof, sent)

    def begin(self):
        try:
            actions.begin_report(application=self.case, by=self.request.user)
        except DomainError as error:
            messages.error(self.request, error.message)
            return redirect(self.case)
        return redirect("funding:proof", self.case.key)

    def take_away(self, proof: proofs.Proof, button: str, pk: str) -> str:
        """Remove a receipt or a file that is on none; the id on the page to go on with."""
        if button == DROP_FILE:
            files = {str(attachment.pk): attachment for attachment in proof.loose_files}
            if pk in files:
                actions.drop_file(attachment=files[pk], by=self.request.user)
            return "ergebnis"
        for row in proof.lenient.cost_rows:
            for receipt in row.receipts:
                if str(receipt.pk) == pk:
                    actions.remove_receipt(receipt=receipt, by=self.request.user)
                    messages.success(self.request, _("Der Beleg ist entfernt."))
                    return f"belege-{row.key}"
        return "t"

    def go_on(self, proof: proofs.Proof, sent: dict):
        if "autosave" in sent:
            moment = timezone.localtime()
            text = _("Gespeichert %(time)s") % {"time": f"{moment:%H:%M}"}
            return JsonResponse({"stand": proof.stamp, "text": text})
        if "later" in sent:
            messages.success(
                self.request, _("Gespeichert. Sie können hier jederzeit weitermachen.")
            )
            return redirect(self.case)
        if visit := next((v for v in visits(self.case) if v.is_asked_by(sent)), None):
            return redirect(visit.ask_url)
        wanted = sent.get(ADD_RECEIPT, "")
        line = proof.lines.get(wanted)
        if wanted:
            self.strict = wanted
            if line and not proofs.faults(proof, wanted):
                return redirect("funding:proof_receipt", self.case.key, line.pk)
        elif not proofs.faults(proof):
            return redirect("funding:proof_review", self.case.key)
        else:
            self.strict = EVERYTHING
        return self.render_to_response(self.get_context_data(proof=proof), status=422)

    def refuse(self, sent: dict, error: DomainError):
        """Tell what stands against it, and show back what they typed beside what is saved now."""
        if "autosave" in sent:
            return JsonResponse({"text": error.message}, status=409)
        self.case.refresh_from_db()
        saved = proofs.read(self.case)
        if saved is None:
            messages.error(self.request, error.message)
            return redirect(self.case)
        typed = proofs.read(self.case, proofs.own_fields(sent))
        context = self.get_context_data(
            proof=typed,
            conflict=error.message,
            saved=said(saved),
            is_open=proofs.is_open(self.case),
        )
        return self.render_to_response(context | {"stand": saved.stamp}, status=409)

    def get_context_data(self, *, proof: proofs.Proof, **kwargs):
        form = proof.form(self.strict)
        return super().get_context_data(
            **{
                "stand": proof.stamp,
                "table": form,
                "words": form.words,
                "faulty": form.faulty,
                "loose_files": proof.loose_files,
                "visits": visits(self.case),
                "steps": steps_of(self.case, 1),
                "info_request": self.case.open_request,
                "is_open": True,
            }
            | overview(proof)
            | kwargs
        )


def said(proof: proofs.Proof) -> list[tuple[str, str]]:
    """What is saved, as (label, text), for the conflict page."""
    found = []
    for group in proof.lenient.groups:
        heads = " + ".join(group.heads.typed(name) or "?" for name in proofs.HEADS)
        found.append((group.label, _("%(heads)s Personen") % {"heads": heads}))
        found += [(str(row.line), euro(row.line.total_cents)) for row in group.rows if row.line]
    found.append((_("Andere Förderung"), proof.text.get("andere") or "–"))
    return [*found, (_("Wie war es?"), proof.text.get("bericht") or "–")]


class ProofReview(CasePage, TemplateView):
    """The last look before the proof, or the answer to a question about it, is sent."""

    template_name = "funding/proof_review.html"

    def get(self, request, *args, **kwargs):
        self.proof = proofs.read(self.case)
        if self.proof is None or not proofs.is_open(self.case):
            return redirect("funding:proof", self.case.key)
        return self.render_to_response(
            self.get_context_data(form=self.make_form(kept_post(request)))
        )

    def make_form(self, sent: dict | None = None, **more) -> AnswerProofForm:
        initial = {"version": self.case.version, "answer": (sent or {}).get("answer", "")} | more
        return AnswerProofForm(initial=initial, is_answer=self.is_answer)

    @property
    def is_answer(self) -> bool:
        return self.case.status == Application.Status.REPORT_QUERY

    def post(self, request, *args, **kwargs):
        self.proof = proofs.read(self.case)
        if self.proof is None or not proofs.is_open(self.case):
            return redirect("funding:proof_sent", self.case.key)
        form = AnswerProofForm(request.POST, is_answer=self.is_answer)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            proofs.send(
                case=self.case,
                by=request.user,
                version=form.cleaned_data["version"],
                answer=form.cleaned_data.get("answer", ""),
            )
        except actions.IncompleteError:
            # The page itself tells what is missing, with the way there.
            return self.render_to_response(self.get_context_data(form=form), status=422)
        except DomainError as error:
            return self.refused(error, request.POST.get("answer", ""))
        return redirect("funding:proof_sent", self.case.key)

    def refused(self, error: DomainError, answer: str):
        """Sent by another click in the meantime, or changed in another window."""
        self.case.refresh_from_db()
        if not proofs.is_open(self.case):
            return redirect("funding:proof_sent", self.case.key)
        self.proof = proofs.read(self.case)
        sentence = error.message
        if self.request.POST.get("version") != str(self.case.version):
            sentence = _(
                "Der Nachweis wurde inzwischen geändert. Hier steht, was jetzt gilt: Bitte prüfen Sie es noch einmal."
            )
        context = self.get_context_data(form=self.make_form(answer=answer), conflict=sentence)
        return self.render_to_response(context, status=409)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **overview(self.proof)
            | {
                "proof": self.proof,
                "steps": steps_of(self.case, 2),
                "info_request": self.case.open_request,
                "is_answer": self.is_answer,
                "visits": visits(self.case),
            }
            | kwargs
        )


class ProofSent(CasePage, TemplateView):
    """It has arrived, and what happens next."""

    template_name = "funding/proof_arrived.html"

    def get(self, request, *args, **kwargs):
        if proofs.is_open(self.case) or not proofs.is_begun(self.case):
            return redirect("funding:proof", self.case.key)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(visits=visits(self.case), **kwargs)
