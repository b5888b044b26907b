"""Accounts: whose they are, which roles they have; leaving and a lost access have pages of their own."""

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.urls import reverse

from accounts import actions, roles, sessions
from accounts.administrators import RIGHT, demand_another, is_last, right_by
from accounts.log import Kind, note
from accounts.models import User
from accounts.role_pages import WithRoles
from bildungsregion.base.errors import DomainError

from .leaving import LeavingPages


class RoleFilter(admin.SimpleListFilter):
    title = "Rolle"
    parameter_name = "rolle"

    def lookups(self, request, model_admin):
        return [(name, role.name) for name, role in roles.ROLES.items()]

    def queryset(self, request, queryset):
        return queryset.filter(groups__name=self.value()) if self.value() else queryset


class RolesField(forms.ModelMultipleChoiceField):
    """Roles with what they are for."""

    def label_from_instance(self, group):
        role = roles.ROLES.get(group.name)
        return f"{role.name}: {role.purpose}" if role else group.name


class UserForm(UserChangeForm):
    password = None
    groups = RolesField(
        label="Rollen",
        queryset=Group.objects.order_by("name"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = User
        fields = ("email", "name", "is_active", "is_staff", "groups")
        help_texts = {
            "is_active": "Ohne Häkchen kann sich die Person nicht mehr anmelden; was sie getan hat, bleibt. Wer "
            "ausscheidet, übergibt besser zuerst über „Ausscheiden“.",
            "is_staff": "Öffnet die Verwaltung. Was die Person dort darf, sagen ihre Rollen.",
        }

    # Who fills it in; set by the admin.
    by = None

    def clean_groups(self):
        """Only roles that this person may give are given or taken."""
        chosen, held = set(self.cleaned_data["groups"]), set(self.instance.groups.all())
        foreign = {row.name for row in chosen ^ held} - roles.may_give(self.by)
        if foreign:
            raise forms.ValidationError("Diese Rollen können Sie nicht geben oder nehmen.")
        return self.cleaned_data["groups"]

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk and not self.errors and not self._would_administer(cleaned):
            try:
                demand_another(self.instance)
            except DomainError as error:
                raise forms.ValidationError(error.message) from error
        return cleaned

    def _would_administer(self, cleaned: dict) -> bool:
        """Whether the account still gives the administration after what is to be saved."""
        if not cleaned.get("is_active") or not cleaned.get("is_staff"):
            return False
        if self.instance.is_superuser:
            return True
        own = self.instance.user_permissions.filter(**RIGHT).exists()
        chosen = [group.pk for group in cleaned.get("groups", ())]
        return own or Group.objects.filter(right_by("permissions"), pk__in=chosen).exists()


@admin.register(User)
class UserAdmin(WithRoles, LeavingPages, DjangoUserAdmin):
    form = UserForm
    change_form_template = "admin/accounts/user/change_form.html"
    list_display = ("email", "name", "is_staff", "is_active", "last_login")
    list_filter = ("is_staff", "is_active", RoleFilter)
    search_fields = ("email", "name")
    search_help_text = "Name oder E-Mail-Adresse"
    ordering = ("email",)
    autocomplete_fields = ()
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("email", "name")}),
        ("Rechte", {"fields": ("is_active", "is_staff", "groups")}),
        ("Daten", {"fields": ("last_login", "joined_at")}),
    )
    readonly_fields = ("last_login", "joined_at")

    def has_change_permission(self, request, obj=None):
        """Who has all rights is changed by their like only."""
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        """Signatures and logs point to accounts: they are shut, not deleted."""
        return False

    def add_view(self, request, form_url="", extra_context=None):
        """Nobody types a password for somebody else: people are invited."""
        if not self.has_add_permission(request):
            raise PermissionDenied("accounts.add_user")
        return HttpResponseRedirect(reverse("admin:accounts_officeinvitation_add"))

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.by = request.user
        return form

    def get_urls(self):
        """Without Django's page to set somebody's password."""
        return [
            *self.leaving_urls(),
            *(url for url in super().get_urls() if url.name != "auth_user_password_change"),
        ]

    def save_related(self, request, form, formsets, change):
        before = set(form.instance.groups.values_list("name", flat=True))
        super().save_related(request, form, formsets, change)
        after = set(form.instance.groups.values_list("name", flat=True))
        if before != after or "is_staff" in form.changed_data or "is_active" in form.changed_data:
            names = ", ".join(roles.ROLES[name].name for name in roles.ROLES if name in after)
            shut = "" if form.instance.is_active else "; Konto stillgelegt"
            detail = f"jetzt: {names or 'keine'}{shut}"
            note(Kind.ROLES, user=form.instance, by=request.user, detail=detail)
        if not form.instance.is_active:
            sessions.end_all(form.instance)
        if not {"is_active", "is_staff", "email"}.isdisjoint(form.changed_data):
            # A mailed link would undo what was decided here, or open the account to the former address.
            actions.withdraw_all(email=form.initial["email"], by=request.user)
        if "email" in form.changed_data:
            self._change_address(request, form.instance, form.initial["email"])

    def _change_address(self, request, user: User, former: str) -> None:
        note(Kind.ADDRESS, user=user, by=request.user)
        user.emailaddress_set.all().delete()
        user.emailaddress_set.create(email=user.email, primary=True, verified=user.is_staff)
        sessions.end_all(user)
        self.tell_address(user, former)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        user = self.get_object(request, object_id)
        is_office = user is not None and user.is_staff and user.is_active
        context = {
            "may_help": is_office and self.has_change_permission(request, user),
            "is_last": is_office and is_last(user),
        }
        return super().change_view(request, object_id, form_url, context | (extra_context or {}))
