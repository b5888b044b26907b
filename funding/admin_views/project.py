"""Of which project of the region a case is a part; its sums stand on the project's page."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect

from bildungsregion.base.errors import DomainError
from funding import actions, permissions, worklist
from projects.models import Project

from .doors import CaseDoor
from .forms import OfficeForm


class ProjectForm(OfficeForm):
    project = forms.ModelChoiceField(
        label="Projekt der Bildungsregion",
        queryset=Project.objects.published().order_by("title").only("title"),
        required=False,
        empty_label="keines",
        help_text="Auf der Seite des Projekts stehen danach die Zuschüsse als Summen je Jahr.",
    )


class ProjectOfCase(CaseDoor):
    template_name = "admin/funding/application/project.html"

    def get(self, request, *args, **kwargs):
        form = ProjectForm(initial={"project": self.case.project_id}, case=self.case)
        return self.render_to_response(self.get_context_data(form=form))

    def post(self, request, *args, **kwargs):
        if not permissions.can_review_application(request.user, self.case):
            raise PermissionDenied("may not change this case")
        form, status = ProjectForm(request.POST, case=self.case), 422
        if form.is_valid():
            try:
                actions.put_to_project(
                    application=self.case, project=form.cleaned_data["project"], by=request.user
                )
            except DomainError as error:
                form.add_error(None, error.message)
                status = 409
            else:
                messages.success(request, "Gespeichert.")
                return redirect(worklist.case_url(self.case))
        return self.render_to_response(self.get_context_data(form=form), status=status)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            title="Projekt", case_url=worklist.case_url(self.case), **kwargs
        )
