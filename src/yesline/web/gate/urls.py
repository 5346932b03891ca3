from collections.abc import Callable

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from django.urls import URLPattern, path

from yesline.web.gate import invitations, views
from yesline.web.gate.views import Person


def urls(*, people: Callable[[], list[Person]]) -> list[URLPattern]:
    """Signing in and out. `people` are those of the example who can be anybody's with one click."""
    return [
        path("login/", account.LoginView.as_view(extra_context={"people": people}), name="account_login"),
        path("logout/", views.GoHome.as_view(), name="account_logout"),
        path("signup/", account.SignupView.as_view(), name="account_signup"),
        path("inactive/", account.AccountInactiveView.as_view(), name="account_inactive"),
        path("reauthenticate/", account.ReauthenticateView.as_view(), name="account_reauthenticate"),
        path("invitation/<str:secret>/", invitations.invitation, name="invitation"),
        path("2fa/", mfa.AuthenticateView.as_view(), name="mfa_authenticate"),
        path("example/", views.sign_in_as, {"people": people}, name="sign_in_as"),
    ]
