from collections.abc import Callable

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount.providers.openid_connect import views as elsewhere
from django.contrib.auth.decorators import login_required
from django.urls import URLPattern, path, re_path

from yesline.web.gate import identity, invitations, views, ways
from yesline.web.gate.views import Person


def urls(*, people: Callable[[], list[Person]]) -> list[URLPattern]:
    """Signing in and out. `people` are those of the example who can be anybody's with one click."""
    return [
        path("login/", ways.SignIn.as_view(extra_context={"people": people}), name="account_login"),
        path("logout/", views.GoHome.as_view(), name="account_logout"),
        path("signup/", account.SignupView.as_view(), name="account_signup"),
        path("inactive/", account.AccountInactiveView.as_view(), name="account_inactive"),
        path("reauthenticate/", account.ReauthenticateView.as_view(), name="account_reauthenticate"),
        path("invitation/<str:secret>/", invitations.invitation, name="invitation"),
        path("password/change/", account.password_change, name="account_change_password"),
        path("password/lost/", account.password_reset, name="account_reset_password"),
        path("password/lost/sent/", account.password_reset_done, name="account_reset_password_done"),
        re_path(
            r"^password/lost/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
            account.password_reset_from_key,
            name="account_reset_password_from_key",
        ),
        path("password/lost/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
        *_ways(),
        path("oidc/<str:provider_id>/login/", identity.leave, name="openid_connect_login"),
        path("oidc/<str:provider_id>/login/callback/", elsewhere.callback, name="openid_connect_callback"),
        path("example/", views.sign_in_as, {"people": people}, name="sign_in_as"),
    ]


def _ways() -> list[URLPattern]:
    """How one signs in: the second step, and what a person may change about it."""
    return [
        path("2fa/", ways.SecondStep.as_view(), name="mfa_authenticate"),
        path("2fa/again/", mfa.reauthenticate, name="mfa_reauthenticate"),
        path("ways/", login_required(ways.Ways.as_view()), name="mfa_index"),
        path("ways/session/", ways.end_session, name="end_session"),
        path("ways/code/", totp.activate_totp, name="mfa_activate_totp"),
        path("ways/code/removal/", totp.deactivate_totp, name="mfa_deactivate_totp"),
        path("ways/recovery/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
        path("ways/recovery/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
        path("ways/passkeys/", login_required(ways.Ways.as_view()), name="mfa_list_webauthn"),
        path("ways/passkeys/new/", passkeys.add_webauthn, name="mfa_add_webauthn"),
        path("ways/passkeys/<int:pk>/removal/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
        path("passkey/", passkeys.login_webauthn, name="mfa_login_webauthn"),
        path("passkey/again/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    ]
