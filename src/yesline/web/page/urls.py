"""What everybody may see without signing in: an organisation's page, the call from it, and writing to us."""

from django.urls import path

from yesline.web.page import looks, views

urlpatterns = [
    path("o/<slug:slug>/", views.page, name="page"),
    path("o/<slug:slug>/me/<str:secret>/", views.own_page, name="own_page"),
    path("o/<slug:slug>/call/", views.call, name="visitor_call"),
    path("o/<slug:slug>/letters/", views.letters, name="letters"),
    path("o/<slug:slug>/colour.css", looks.colour, name="page_colour"),
    path("o/<slug:slug>/logo.png", looks.logo, name="page_logo"),
]
