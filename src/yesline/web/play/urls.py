"""The newcomer's pages: only in the example."""

from collections.abc import Callable

from django.urls import URLPattern, path

from yesline.web.play import views
from yesline.web.play.views import Front


def urls(*, front: Callable[[], Front], call: Callable[[], str]) -> list[URLPattern]:
    """The public addresses; what stands on the page and how a demo caller is started is given by `config`."""
    return [
        path("", views.home, {"front": front}, name="home"),
        path("demo-call/", views.demo_call, {"call": call}, name="demo_call"),
    ]
