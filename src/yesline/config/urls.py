"""Every address of the pages, and what the example puts into them."""

from django.urls import include, path

from yesline.config import example_pages
from yesline.web.gate import urls as gate
from yesline.web.play import urls as play

urlpatterns = [
    path("", include("yesline.web.page.urls")),
    path("", include(play.urls(playground=example_pages.Playground()))),
    path("desk/card/", include("yesline.web.card.urls")),
    path("desk/cases/", include("yesline.web.case.urls")),
    path("desk/", include("yesline.web.desk.urls")),
    path("floor/", include("yesline.web.floor.urls")),
    path("box/", include("yesline.web.box.urls")),
    path("desk/duty/", include("yesline.web.rota.urls")),
    path("desk/know/", include("yesline.web.know.urls")),
    path("desk/whose/", include("yesline.web.whose.urls")),
    path("office/", include("yesline.web.office.urls")),
    path("accounts/", include(gate.urls(people=example_pages.people))),
    path("i18n/", include("django.conf.urls.i18n")),
]
handler403 = "yesline.web.errors.forbidden"
handler404 = "yesline.web.errors.not_found"
handler500 = "yesline.web.errors.failed"
