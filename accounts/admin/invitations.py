"""Invitations into the office: write one, send its link again, withdraw it."""

from django import forms
from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from accounts import actions, roles
from accounts.models import OfficeInvitation
from accounts.templatetags.roles import role_name
from bildungsregion.base.admin import ReadOnlyAdmin, demand_right
from bildungsregion.base.errors import DomainError

from .records import Titled


MAY_INVITE = "accounts.add_user"


class InviteForm(forms.ModelForm):
    """Whoever is invited; the action says no where the role or the address does not do."""

    role = forms.ChoiceField(label="Rolle", widget=forms.RadioSelect)

    class Meta:
        model = OfficeInvitation
        fields = ("email", "name", "role")

    # The person who invites; set by the admin.
    by = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Whoever only looks at an invitation sees no form fields.
        if "role" in self.fields:
            given = [
                (name, role)
                for name, role in roles.ROLES.items()
                if name in roles.may_give(self.by)
            ]
            self.fields["role"].choices = [
                (name, f"{role.name}: {role.purpose}") for name, role in given
            ]

    def clean(self):
        typed = super().clean() or self.cleaned_data
        if not self.errors:
            email, role = typed["email"].strip().lower(), typed["role"]
            if sentence := actions.why_not_invite(email=email, role=role, by=self.by):
                raise forms.ValidationError(sentence)
        return typed

    def save(self, commit=True):
        return actions.invite(by=self.by, **self.cleaned_data)

    def save_m2m(self):
        pass


@admin.register(OfficeInvitation)
class OfficeInvitationAdmin(Titled, ReadOnlyAdmin):
    form = InviteForm
    change_form_template = "admin/accounts/officeinvitation/change_form.html"
    list_display = ("name", "stands", "called", "email", "key_until", "invited_by")
    list_filter = ("state",)
    list_select_related = ("invited_by",)
    search_fields = ("name", "email")
    search_help_text = "Name oder E-Mail-Adresse"
    readonly_fields = ("called", "stands", "key_until", "invited_by", "answered_at")

    def has_add_permission(self, request, obj=None):
        return request.user.has_perm(MAY_INVITE)

    def get_fields(self, request, obj=None):
        if obj is None:
            return ("email", "name", "role")
        return ("email", "name", *self.readonly_fields)

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.by = request.user
        return form

    def save_form(self, request, form, change):
        """The action writes the row and the mail; its refusal was asked for by the form."""
        return form.instance

    def save_model(self, request, obj, form, change):
        saved = form.save()
        obj.pk = saved.pk

    def save_related(self, request, form, formsets, change):
        pass

    def response_add(self, request, obj, post_url_continue=None):
        done = f"Die Einladung an {obj.email} ist unterwegs. Der Link darin gilt sieben Tage."
        messages.success(request, done)
        return HttpResponseRedirect(reverse("admin:accounts_officeinvitation_changelist"))

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        one_button = {"show_save_and_continue": False, "show_save_and_add_another": False}
        context = one_button | ({} if object_id else {"title": "Jemanden ins Büro einladen"})
        try:
            return super().changeform_view(
                request, object_id, form_url, context | (extra_context or {})
            )
        except DomainError as error:
            messages.error(request, error.message)
            return HttpResponseRedirect(request.get_full_path())

    def get_urls(self):
        own = [
            path(
                "<int:pk>/neu-senden/",
                self.admin_site.admin_view(require_POST(self.send_again)),
                name="accounts_officeinvitation_again",
            ),
            path(
                "<int:pk>/zurueckziehen/",
                self.admin_site.admin_view(require_POST(self.take_back)),
                name="accounts_officeinvitation_withdraw",
            ),
        ]
        return own + super().get_urls()

    def send_again(self, request, pk):
        done = "Der Link ist noch einmal unterwegs, der alte gilt nicht mehr."
        return self._act(request, pk, actions.invite_again, done)

    def take_back(self, request, pk):
        return self._act(request, pk, actions.withdraw, "Die Einladung ist zurückgezogen.")

    def _act(self, request, pk, action, done: str):
        demand_right(request, MAY_INVITE)
        row = get_object_or_404(OfficeInvitation, pk=pk)
        try:
            action(invitation=row, by=request.user)
            messages.success(request, done)
        except DomainError as error:
            messages.error(request, error.message)
        return HttpResponseRedirect(reverse("admin:accounts_officeinvitation_change", args=[pk]))

    @admin.display(description="Rolle")
    def called(self, row):
        return role_name(row.role) if row.role else "Zugang neu einrichten"

    @admin.display(description="Stand", ordering="state")
    def stands(self, row):
        return "Link abgelaufen" if row.is_over else row.get_state_display()
