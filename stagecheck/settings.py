"""Settings. Every one that an instance may change is read from the environment (see README)."""

import sys
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env

from . import secret_key

env = Env()
BASE_DIR = Path(__file__).resolve().parent.parent
STATE_DIR = Path(env.str("STAGECHECK_STATE_DIR", str(BASE_DIR / "var")))

DEBUG = env.bool("DEBUG", False)
TESTING = "pytest" in sys.modules
SECRET_KEY = env.str("SECRET_KEY", "") or secret_key.read_or_make(STATE_DIR / "secret-key")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
HTTPS = env.bool("HTTPS", False)
# Where the site is, for links in mails that no request leads to: reminders.
ADDRESS = env.str("STAGECHECK_ADDRESS", f"http{'s' if HTTPS else ''}://{ALLOWED_HOSTS[0]}").rstrip(
    "/"
)

INSTALLED_APPS = [
    # its pages list what assessments.admin names, not what other apps would add: secrets of accounts
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",
    "csp",
    "assessments",  # before allauth: its templates come first
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English")]
# All texts are marked for translation. With one language there is nothing to look up in a catalogue,
# and looking up took three quarters of the time in which a scorecard is put into words.
USE_I18N = len(LANGUAGES) > 1

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "assessments.middleware.NoReferrerMiddleware",  # within it: it sets what that leaves as it is
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Above all that writes into a page, so that it compresses what they leave; below WhiteNoise,
    # whose files are compressed already.
    "stagecheck.compression.CompressText",
    "assessments.middleware.ApiMiddleware",  # what it writes is compressed, too
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    *(["django.middleware.locale.LocaleMiddleware"] if USE_I18N else []),
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "assessments.middleware.SignInMiddleware",
    "assessments.middleware.AccountPagesMiddleware",
    "assessments.middleware.LooksMiddleware",
    "assessments.middleware.RubricGoneMiddleware",
]

ROOT_URLCONF = "stagecheck.urls"
WSGI_APPLICATION = "stagecheck.wsgi.application"

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
            ],
        },
    }
]

DATABASES = {
    "default": env.dj_db_url(
        "DATABASE_URL", f"sqlite:///{STATE_DIR / 'stagecheck.sqlite3'}", conn_max_age=60
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Write-ahead log and write locks taken at once: readers never wait for a writer, and two
    # writers queue up instead of failing with "database is locked". Eight megabytes of pages are kept
    # by each connection: the companies of a large portfolio, which its table is sorted from.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-8000;",
    }

# Sign-in attempts are counted in the cache, so it is one that all processes share.
CACHES = {
    "default": env.dj_cache_url("CACHE_URL", "")
    if env.str("CACHE_URL", "")
    else {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        # Past this many, entries go that still count; a flood of new ones must not wipe them out.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

AUTH_USER_MODEL = "assessments.User"
AUTHENTICATION_BACKENDS = ["assessments.sessions.AccountBackend"]
SESSION_ENGINE = "assessments.sessions"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {"user_attributes": ("email", "name")}),
        ("MinimumLengthValidator", {"min_length": 10}),
        ("CommonPasswordValidator", {}),
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "companies"
ACCOUNT_ADAPTER = "assessments.sign_in.AccountAdapter"
ACCOUNT_LOGOUT_REDIRECT_URL = "start"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
# Codes instead of links: nothing secret stands in an address, and one can go on in the same window.
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
CODE_MINUTES = 15  # how long a code is good for: mail may be slow
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = CODE_MINUTES * 60
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = CODE_MINUTES * 60
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = CODE_MINUTES * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True  # not without the second step, where there is one
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_MAX_EMAIL_ADDRESSES = 5
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # before whatever could give the account away
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Stagecheck: "
MFA_ADAPTER = "assessments.sign_in.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = True
MFA_TOTP_ISSUER = "Stagecheck"
MFA_TOTP_TOLERANCE = 1  # a code that has just run out will do
# Attempts are counted by the network address that they come from: of X-Forwarded-For that many from
# the right, since whoever comes can write what stands further left.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", 1 if HTTPS else 0)

# E-mails are printed to the console until a server is named.
EMAIL = env.dj_email_url("EMAIL_URL", "console://")
if "EMAIL_BACKEND" not in EMAIL:
    raise ImproperlyConfigured("EMAIL_URL begins with none of console: smtp: submission: file:")
vars().update(EMAIL)
EMAIL_TIMEOUT = EMAIL["EMAIL_TIMEOUT"] or 20  # seconds
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Stagecheck <stagecheck@localhost>")

# Who owns a company may delete it; it is gone for good after so many days, and kept if they change
# their mind. What was begun without an account and never claimed goes after so many days (0: never).
DELETION_GRACE_DAYS = env.int("STAGECHECK_DELETION_GRACE_DAYS", 14)
DELETE_UNCLAIMED_AFTER_DAYS = env.int("STAGECHECK_DELETE_UNCLAIMED_AFTER_DAYS", 0)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TIME_ZONE = env.str("TIME_ZONE", "UTC")
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STAGECHECK_STATIC_DIR", str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# The browser may load from this host only; no inline script or style, no eval, no frames.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"  # an assessment's link never reaches another host
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "assessments.views.errors.form_refused"
if HTTPS:
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000
FILE_UPLOAD_HANDLERS = [
    "assessments.uploads.NoMoreThanNeeded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Programs may send so many requests a minute with one token.
API_REQUESTS_A_MINUTE = env.int("STAGECHECK_API_REQUESTS_A_MINUTE", 120)

# Rubrics lie in RUBRICS_DIR/<id>/<version>/; new assessments use the newest version of RUBRIC.
RUBRICS_DIR = Path(env.str("STAGECHECK_RUBRICS_DIR", str(BASE_DIR / "rubrics")))
RUBRIC = env.str("STAGECHECK_RUBRIC", "cto-stages")

# Rendered reports lie in REPORTS_DIR; several servers with one database may share it.
REPORTS_DIR = Path(env.str("STAGECHECK_REPORTS_DIR", str(STATE_DIR / "reports")))
REPORTS_LIMIT_MB = env.int("STAGECHECK_REPORTS_LIMIT_MB", 500)
RENDER_TIMEOUT = env.int("STAGECHECK_RENDER_TIMEOUT", 60)  # seconds for one report
# `make run` has a worker running; the development server starts one when there is something to do.
RENDER_ON_DEMAND = "runserver" in sys.argv

# Whatever is written passes a handler that masks the tokens of private links and shares; gunicorn's
# own loggers get the same filter in gunicorn.conf.py.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"mask_tokens": {"()": "stagecheck.masking.MaskTokens"}},
    "formatters": {
        "server": {
            "()": "django.utils.log.ServerFormatter",
            "format": "[{server_time}] {message}",
            "style": "{",
        }
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "filters": ["mask_tokens"]},
        "server": {
            "class": "logging.StreamHandler",
            "filters": ["mask_tokens"],
            "formatter": "server",
        },
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # Django's own handlers mask nothing: its records go to the root's, those of runserver to ours.
        "django": {"handlers": [], "level": "INFO" if DEBUG else "WARNING"},
        "django.server": {"handlers": ["server"], "level": "INFO", "propagate": False},
        # fontTools and WeasyPrint tell at INFO what they are doing; only their warnings matter.
        "fontTools": {"level": "ERROR"},
        "weasyprint": {"level": "WARNING"},
    },
}
