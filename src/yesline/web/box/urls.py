from django.urls import path

from yesline.web.box import views

urlpatterns = [path("", views.found, name="box")]
