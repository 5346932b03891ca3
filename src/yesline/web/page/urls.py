"""What everybody may see without signing in: an organisation's page, the call from it, and writing to us."""

from django.urls import path

from yesline.web.page import case, looks, moved, views

urlpatterns = [
    path("o/<slug:slug>/", moved.followed(views.page), name="page"),
    path("o/<slug:slug>/me/<str:secret>/", moved.followed(views.own_page), name="own_page"),
    path("o/<slug:slug>/case/<str:secret>/", moved.followed(case.case), name="case_page"),
    path("o/<slug:slug>/case/<str:secret>/say/", moved.followed(case.say), name="case_say"),
    path("o/<slug:slug>/case/<str:secret>/confirm/", moved.followed(case.confirm), name="case_confirm"),
    path("o/<slug:slug>/call/", moved.followed(views.call), name="visitor_call"),
    path("o/<slug:slug>/letters/", moved.followed(views.letters), name="letters"),
    path("o/<slug:slug>/colour.css", moved.followed(looks.colour), name="page_colour"),
    path("o/<slug:slug>/logo.png", moved.followed(looks.logo), name="page_logo"),
]
