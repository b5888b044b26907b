from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property

from bildungsregion.base.prepared import Prepared


# The largest key a database has a row for.
MOST = models.BigIntegerField.MAX_BIGINT


class UserManager(BaseUserManager):
    """Creates accounts by e-mail address; django's commands and allauth call it."""

    def get(self, *args, **kwargs):
        """As Django's. Each page of somebody signed in asks for their account by its number: written once (0356)."""
        # A manager made for the people of a group or the like narrows what is asked for.
        is_plain = type(self) is UserManager and self._db is None
        is_number = kwargs.keys() == {"pk"} and isinstance(kwargs["pk"], int)
        if is_plain and not args and is_number and 0 < kwargs["pk"] <= MOST:
            if (found := _OF_NUMBER.row(**kwargs)) is None:
                raise User.DoesNotExist
            return found
        return super().get(*args, **kwargs)

    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(
            email, password, **{"is_staff": True, "is_superuser": True, **fields}
        )


class User(AbstractBaseUser, PermissionsMixin):
    """An account of an institution (signs in by mailed code) or of the office (password, second factor)."""

    email = models.EmailField("E-Mail-Adresse", unique=True)
    name = models.CharField(
        "Name oder Funktion",
        max_length=120,
        blank=True,
        help_text="So steht es in Vorgängen und Schreiben.",
    )
    is_active = models.BooleanField("aktiv", default=True)
    is_staff = models.BooleanField("gehört zum Büro", default=False)
    joined_at = models.DateTimeField("angelegt am", default=timezone.now, editable=False)

    # Set for a request whose session has shown no second factor where one is demanded (docs/adr/0257).
    rights_rest = False

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = "Konto"
        verbose_name_plural = "Konten"
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_once_in_any_case",
                violation_error_message="Zu dieser E-Mail-Adresse gibt es schon ein Konto.",
            )
        ]

    def __str__(self):
        return self.name or self.email

    @property
    def with_email(self) -> str:
        """ "Museumspädagogik (paedagogik@museum.example)", or the address alone where no name is known."""
        return f"{self.name} ({self.email})" if self.name else self.email

    def get_full_name(self):
        return str(self)

    def get_short_name(self):
        return str(self)

    def has_perm(self, perm, obj=None):
        return not self.rights_rest and super().has_perm(perm, obj)

    def has_module_perms(self, app_label):
        """Whether any permission of this app is there; a page of the office asks it for every model it has."""
        if self.rights_rest:
            return False
        if not self.is_active or self.is_superuser:
            return self.is_active
        return app_label in self._apps

    @cached_property
    def _apps(self) -> frozenset[str]:
        return frozenset(name.partition(".")[0] for name in self.get_all_permissions())


_OF_NUMBER = Prepared(lambda pk: User.objects.filter(pk=pk), pk=int)
