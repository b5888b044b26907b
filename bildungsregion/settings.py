"""Settings, from the environment (see .env.example); each says who sets it."""

import os
import warnings
from pathlib import Path

import django
import environ
from django.core.exceptions import ImproperlyConfigured

from . import several_machines, starting


BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")
# Secrets may stand in files, named as SECRET_KEY_FILE and so on.
for _name in (
    "SECRET_KEY", "SECRET_KEY_FALLBACKS", "DATABASE_URL", "EMAIL_URL", "CACHE_URL", "S3_SECRET_KEY",
):  # fmt: skip
    try:
        if _secret := starting.secret(os.environ, _name):
            env.ENVIRON = {**env.ENVIRON, _name: _secret}
    except starting.WrongSecretError as _error:
        raise ImproperlyConfigured(str(_error)) from _error

# Core

# The operator: production runs with DEBUG=false, which is the default everywhere but in `make`.
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
if DEBUG and not SECRET_KEY:
    SECRET_KEY = starting.DEVELOPMENT_KEY
# Former keys that still open what they sealed: sessions, second factors (docs/accounts.md).
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"] if DEBUG else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# make run: which region's folder below regions/ this installation is loaded from.
REGION = env.str("REGION", default="lueneburg")
# Everything the running portal writes: database, uploads, mails of the development.
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var" / REGION)))

INSTALLED_APPS = [
    "bildungsregion",
    "bildungsregion.base.apps.BaseConfig",
    "accounts",
    "actors",
    "documents",
    "projects",
    "events",
    "funding",
    "pages",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "bildungsregion.base.apps.OfficeConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
    "csp",
    "django_filters",
]
MIDDLEWARE = [
    "bildungsregion.running.watch.ViewNameMiddleware",
    "bildungsregion.base.compression.CompressionMiddleware",
    # Before all others, so that what it keeps has all headers already.
    "bildungsregion.base.kept_pages.KeptPagesMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "bildungsregion.base.region.RegionMiddleware",
    "bildungsregion.base.languages.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "bildungsregion.base.journal.acting.ActingMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.SessionRulesMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "bildungsregion.middleware.PrivatePagesMiddleware",
    "bildungsregion.middleware.MethodPageMiddleware",
    "bildungsregion.middleware.NoNulMiddleware",
    "bildungsregion.middleware.HeldFileMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
if DEBUG:
    MIDDLEWARE.append("bildungsregion.middleware.OwnNotFoundMiddleware")
ROOT_URLCONF = "bildungsregion.urls"
WSGI_APPLICATION = "bildungsregion.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "bildungsregion.base.region.context",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "bildungsregion.base.templatetags.dates",
            ],
        },
    },
]

# Database: the operator sets DATABASE_URL for PostgreSQL; SQLite serves the first click and small offices.
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
if "sqlite3" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["OPTIONS"] = {
        # A writer waits for its turn instead of failing half-way (quality.md 6.1).
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
    if not env.str("DATABASE_URL", default=""):
        VAR_DIR.mkdir(parents=True, exist_ok=True)
# The operator: whether DATABASE_URL leads to PgBouncer in transaction mode (docs/scaling.md).
several_machines.pool(DATABASES["default"], is_pooled=env.bool("DATABASE_POOLED", default=False))

# Cache: shared by all workers, because rate limits are counted in it. CACHE_URL for Valkey/Redis.
CACHES = {"default": several_machines.cache(env, REGION)}
# The operator: megabytes of drawn pages that a worker keeps for strangers (docs/adr/0235); 0 switches it off.
KEPT_PAGES_MB = env.int("KEPT_PAGES_MB", default=8)

# Files
STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / "var" / "static")))
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("kern", BASE_DIR / "node_modules" / "@kern-ux" / "native" / "dist"),
    # The editor of texts, put together by `make setup` from editor/ and its packages.
    ("editor", BASE_DIR / "static-built"),
]
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR_DIR / "media")))
# The operator: S3_BUCKET and what belongs to it, where several machines share the uploads (docs/scaling.md).
STORAGES = {
    "default": several_machines.storage(
        env, {"BACKEND": "bildungsregion.base.scanning.files.ScannedStorage"}
    ),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "bildungsregion.base.staticfiles.HashedStaticFiles"
    },
}
# The operator: where clamd listens, "/run/clamav/clamd.ctl" or "host:3310"; then no uploaded file is shown before it
# is clean (docs/adr/0300). What it finds something in goes to the quarantine.
CLAMD_SOCKET = env.str("CLAMD_SOCKET", default="")
QUARANTINE_ROOT = VAR_DIR / "quarantine"
# The operator: who hears of security holes (an address or https://…), for security.txt; the office without it.
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="")
# The operator: behind nginx, the address of its internal location for MEDIA_ROOT ("/geschuetzt/"); it then sends the
# private files that the portal has let through (deploy/nginx/private-files.conf).
X_ACCEL_PREFIX = env.str("X_ACCEL_PREFIX", default="")
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# Language and time
LANGUAGE_CODE = "de"
# Each by its own name. The addresses carry them (docs/adr/0225); a region says which of them it offers.
LANGUAGES = [
    ("de", "Deutsch"),
    ("de-x-leicht", "Leichte Sprache"),
    ("en", "English"),
    ("uk", "Українська"),
    ("ar", "العربية"),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Berlin"
USE_TZ = True
USE_I18N = True

# „www.museum.example“ typed without scheme means https; Django 6 knows no other way and no setting.
if django.VERSION < (6,):
    FORMS_URLFIELD_ASSUME_HTTPS = True
    warnings.filterwarnings(
        "ignore", message="The FORMS_URLFIELD_ASSUME_HTTPS transitional setting"
    )

# Mail: every mail becomes a row of the outbox in the caller's transaction; `manage.py outbox` hands it
# on by the transport. The operator sets EMAIL_URL (smtp+tls://user:password@host:587).
EMAIL_BACKEND = "bildungsregion.base.outbox.backend.OutboxBackend"
OUTBOX_TRANSPORT = env.str(
    "OUTBOX_TRANSPORT",
    default="bildungsregion.base.outbox.folder.FolderBackend"
    if DEBUG
    else "django.core.mail.backends.smtp.EmailBackend",
)
EMAIL_FILE_PATH = VAR_DIR / "mails"
_mail = env.email_url("EMAIL_URL", default="smtp://localhost:25")
EMAIL_HOST, EMAIL_PORT = _mail["EMAIL_HOST"], _mail["EMAIL_PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"], _mail["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.get("EMAIL_USE_TLS", False), _mail.get("EMAIL_USE_SSL", False)
# The operator: whether a mail server on another machine may be spoken to without encryption.
EMAIL_PLAIN = env.bool("EMAIL_PLAIN", default=False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str(
    "DEFAULT_FROM_EMAIL", default="Bildungsregion <portal@bildungsregion.example>"
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# The operator: where the portal is reached, for links in mails (there is no request to ask then).
# The address GovData gave this provider of data, http://dcat-ap.de/def/contributors/…: set by the operator
# where GovData collects the catalogue directly; a portal of the Land adds its own (docs/adr/0132).
DCAT_CONTRIBUTOR_ID = env.str("DCAT_CONTRIBUTOR_ID", default="")
PORTAL_URL = env.str("PORTAL_URL", default="http://127.0.0.1:8000" if DEBUG else "")
# The operator: how many institutions are asked a night whether their entry still holds, how many links are
# tried; 0 switches either off.
FRESHNESS_ASKS_A_NIGHT = env.int("FRESHNESS_ASKS_A_NIGHT", default=10)
LINKS_A_NIGHT = env.int("LINKS_A_NIGHT", default=200)
# The operator: how many files, and how many megabytes of them, an institution holds in its open applications; 0 for no
# limit. Both lie above what a single account's drafts take (20 drafts of 10 files of 10 MB).
INSTITUTION_FILES = env.int("INSTITUTION_FILES", default=1000)
INSTITUTION_MEGABYTES = env.int("INSTITUTION_MEGABYTES", default=4000)
# The operator: days after a date until what people said when they registered is deleted, where an event says nothing.
REGISTRATION_KEEP_DAYS = env.int("REGISTRATION_KEEP_DAYS", default=30)
# The operator: networks of the house that links and feeds may point into ("10.1.0.0/16"); usually none.
FETCH_PRIVATE_NETWORKS = env.list("FETCH_PRIVATE_NETWORKS", default=[])
# The operator: who is told of faults and of nights that went wrong.
ADMINS = [("Betrieb", address) for address in env.list("OPERATOR_EMAILS", default=[])]

# Accounts: institutions sign in by a mailed code, the office by password and second factor.
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "accounts.rights.RightsBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.passwords.NotLeakedValidator"},
]
# The operator: a list of leaked passwords on this machine, beside Django's of the 20,000 commonest (docs/accounts.md).
LEAKED_PASSWORDS = env.str("LEAKED_PASSWORDS", default="")
OFFICE_SECOND_FACTOR = env.bool("OFFICE_SECOND_FACTOR", default=not DEBUG)
# The operator: minutes without a sign of life after which a session ends, in the office and elsewhere; and how
# old password or second factor may be where something is signed or ordered (0: it is not asked again).
OFFICE_IDLE_MINUTES = env.int("OFFICE_IDLE_MINUTES", default=30)
IDLE_MINUTES = env.int("IDLE_MINUTES", default=60)
OFFICE_CONFIRM_MINUTES = env.int("OFFICE_CONFIRM_MINUTES", default=15)
LOGIN_URL = "account_request_login_code"
LOGIN_REDIRECT_URL = "my_area"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "request_login_code": "accounts.forms.RequestLoginCodeForm",
    "confirm_login_code": "accounts.forms.LoginCodeForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "set_password": "accounts.forms.SetPasswordForm",
    "reset_password_from_key": "accounts.forms.ResetPasswordKeyForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
# A school's or a town hall's whole network stands behind one address: generous there, strict per mailbox.
ACCOUNT_RATE_LIMITS = {"request_login_code": "300/h/ip,5/h/key", "login": "300/h/ip"}
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 8, "dashed": False}
# Nothing beyond it: the mailed code proves an institution's address, the administrator vouches for the office's.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Who changes password, address or second factor is told by mail.
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_SESSION_REMEMBER = False
MFA_ADAPTER = "accounts.adapter.SecondFactorAdapter"
# The administration vouches for addresses of the office, the mailed code for all others.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Bildungsregion"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG

# Security: the site speaks HTTPS unless it runs for development (one switch for all of it).
HTTPS = env.bool("HTTPS", default=not DEBUG)
# Without a word of the operator it is reached under the first of its names.
PORTAL_URL = PORTAL_URL or f"http{'s' if HTTPS else ''}://{(ALLOWED_HOSTS or ['127.0.0.1'])[0]}"
if _faults := list(
    starting.faults(
        debug=DEBUG,
        secret_key=SECRET_KEY,
        hosts=ALLOWED_HOSTS,
        https=HTTPS,
        portal_url=PORTAL_URL,
        open_mail_host="" if EMAIL_USE_TLS or EMAIL_USE_SSL or EMAIL_PLAIN else EMAIL_HOST,
        leaked_passwords=LEAKED_PASSWORDS,
    )
):
    raise ImproperlyConfigured("Das Portal startet so nicht.\n" + "\n".join(_faults))
# Django's table of sessions, read by a query that is written once.
SESSION_ENGINE = "accounts.session_store"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-sitzung" if HTTPS else f"sitzung-{REGION}"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else f"csrf-{REGION}"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "bildungsregion.views.csrf_failure"
SECURE_SSL_REDIRECT = env.bool("SSL_REDIRECT", default=HTTPS)
SECURE_HSTS_SECONDS = 63_072_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=1)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "media-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

# The operator: where backups lie, whose age the page about the installation tells; empty where others do them.
BACKUP_DIR = env.str("BACKUP_DIR", default="")
# The operator: numbers for Prometheus at /metriken/, for these networks only.
METRICS = env.bool("METRICS", default=False)
METRICS_ALLOW = env.list("METRICS_ALLOW", default=["127.0.0.1", "::1"])
METRICS_FILE = VAR_DIR / "metrics.sqlite3"

# Logs to standard output, a line for each event: no personal data, no request bodies (running/lines.py). The
# operator chooses: json for machines that collect logs, text for people.
_line = env.str("LOG_FORMAT", default="text" if DEBUG else "json")
if _line not in ("json", "text"):
    raise ImproperlyConfigured("LOG_FORMAT ist json oder text.")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "bildungsregion.running.lines.JsonLines"},
        "text": {"()": "bildungsregion.running.lines.TextLines", "open_faults": DEBUG},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": _line},
        "operator": {
            "class": "bildungsregion.running.operator_mails.OperatorMails",
            "level": "ERROR",
        },
    },
    "root": {"handlers": ["console", "operator"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django": {"handlers": ["console", "operator"], "level": "INFO", "propagate": False},
        "django.utils.autoreload": {"level": "WARNING"},
        # Any machine that guesses host names does so; nobody has to get up.
        "django.security.DisallowedHost": {"handlers": ["console"], "propagate": False},
        "pikepdf": {"level": "WARNING"},
    },
}
