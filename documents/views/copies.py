from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView

from bildungsregion.base.errors import DomainError
from documents import actions
from documents.forms import CopyRequestForm
from documents.models import Document


class CopyRequestView(FormView):
    """Somebody who cannot read a document says what they need; the office answers."""

    form_class = CopyRequestForm
    template_name = "documents/copy_request.html"

    @cached_property
    def document(self) -> Document:
        if not self.request.region.office_email:
            raise Http404("nobody would read a request")
        return get_object_or_404(Document.objects.published().light(), slug=self.kwargs["slug"])

    def get_initial(self):
        user = self.request.user
        return {"name": user.name, "email": user.email} if user.is_authenticated else {}

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "request": self.request}

    def get_context_data(self, **kwargs):
        return super().get_context_data(document=self.document, **kwargs)

    def form_valid(self, form):
        asked = {name: form.cleaned_data[name] for name in ("need", "name", "email", "message")}
        try:
            with form.once() as is_first:
                if is_first:
                    actions.request_copy(document=self.document, **asked)
        except DomainError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(
            self.request,
            _(
                "Ihre Bitte ist angekommen. Wir antworten an %s, in der Regel innerhalb von 14 Tagen."
            )
            % asked["email"],
        )
        return redirect(self.document)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)
