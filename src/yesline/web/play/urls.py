"""The newcomer's pages: only in the example."""

from django.urls import URLPattern, path

from yesline.web.play import views
from yesline.web.play.views import Playground


def urls(*, playground: Playground) -> list[URLPattern]:
    """Their addresses; what they show and do is given by `config`, the only one who knows the example."""
    given = {"playground": playground}
    return [
        path("", views.home, given, name="home"),
        path("demo-call/", views.demo_call, given, name="demo_call"),
        path("play/steps/", views.steps, given, name="play_steps"),
        path("play/outbox/", views.outbox, given, name="play_outbox"),
        path("play/clock/", views.put_forward, given, name="play_clock"),
        path("play/reset/", views.reset, given, name="play_reset"),
        path("play/answer/", views.answer, given, name="play_answer"),
    ]
