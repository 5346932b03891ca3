"""Django's settings, read from the environment once, at the start of each process."""

import os
from pathlib import Path

from yesline.config import env

ROOT = Path(__file__).resolve().parents[3]
HOME = env.path("YESLINE_HOME", ROOT / "var")

SECRET_KEY = env.text("YESLINE_SECRET_KEY", "only-for-tests-and-tools-never-for-a-running-service")
DEBUG = False
EXAMPLE = env.flag("YESLINE_EXAMPLE")
ORIGIN = env.text("YESLINE_ORIGIN", "http://127.0.0.1:8400")
NODE = env.text("YESLINE_NODE", "main")
ALLOWED_HOSTS = ["*"] if env.flag("YESLINE_LAN") else ["127.0.0.1", "localhost", "[::1]", "testserver"]
CSRF_TRUSTED_ORIGINS = [ORIGIN]
PULSE = env.path("YESLINE_PULSE", Path(os.devnull))
METRICS = env.text("YESLINE_METRICS")
SERVED = env.path("YESLINE_SERVED", Path(os.devnull))

# The telephone. The controller and the front read these; rooms and flows never do.
ARI_URL = env.text("YESLINE_ARI_URL")
ARI_PASSWORD = env.text("YESLINE_ARI_PASSWORD")
SIP_ADDRESS = env.text("YESLINE_SIP", "127.0.0.1:5160")
SIP_SEEN = env.text("YESLINE_SIP_SEEN", SIP_ADDRESS)
MONITOR = env.path("YESLINE_MONITOR", HOME / "asterisk" / "spool" / "monitor")
RECORDINGS = env.path("YESLINE_RECORDINGS", HOME / "recordings")
PAPERS = HOME / "papers"
PAPER_SCAN = env.text("YESLINE_PAPER_SCAN")

ROOMS = [
    "kernel",
    "journal",
    "orgs",
    "customers",
    "staff",
    "contacts",
    "calls",
    "routing",
    "knowledge",
    "cases",
    "promises",
    "reports",
]
INSTALLED_APPS = [
    *[f"yesline.{room}" for room in ROOMS],
    "yesline.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "yesline.web.middleware.NotTooLarge",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "yesline.web.middleware.ContentPolicy",
    "yesline.web.middleware.AgentDoor",
]
ROOT_URLCONF = "yesline.config.urls"
WSGI_APPLICATION = "yesline.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "yesline.web.context.shell",
            ],
            "builtins": ["yesline.web.templatetags.yesline"],
        },
    },
]

DATABASES = {"default": env.database("YESLINE_DATABASE_URL")}
# Values are bound by the server, and what is asked a third time on a connection is planned once (see kernel/sql.py).
# A PgBouncer that hands out connections per transaction must know prepared statements: 1.21 or later.
DATABASES["default"]["OPTIONS"] = {"connect_timeout": 5, "server_side_binding": True, "prepare_threshold": 3}
if env.flag("YESLINE_POOL"):
    DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 2, "max_size": 16, "timeout": 5}
DATABASES["default"]["OPTIONS"] |= env.database_options("YESLINE_DATABASE_URL")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

globals().update(env.mail_server("YESLINE_SMTP"))
DEFAULT_FROM_EMAIL = env.text("YESLINE_MAIL_FROM", "yesline@localhost")
if EXAMPLE:  # nothing leaves an example: what would have been sent lies in a folder, and a page shows it
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = HOME / "outbox"

AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = ORIGIN.startswith("http://")  # browsers allow it for localhost only
MFA_TOTP_ISSUER = "Yesline"
SOCIALACCOUNT_PROVIDERS = env.identity_provider()
SOCIALACCOUNT_ADAPTER = "yesline.web.gate.identity.OnlyTheInvited"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form would be led on to the provider, which our policy of contents forbids
ACCOUNT_ADAPTER = "yesline.web.accounts.ClosedDoor"
SESSION_ENGINE = "yesline.web.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ORIGIN.startswith("https://")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", "Русский"), ("uk", "Українська"), ("bg", "Български"), ("en", "English")]
LOCALE_PATHS = [ROOT / "src" / "yesline" / "locale"]

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": env.text("YESLINE_STATIC", "django.contrib.staticfiles.storage.StaticFilesStorage")},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.text("YESLINE_LOG", "INFO")},
}
