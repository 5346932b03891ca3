from django.urls import path

from yesline.web.whose import views

urlpatterns = [
    path("<int:contact_id>/", views.whose, name="whose"),
    path("<int:contact_id>/organisation/", views.move, name="move"),
]
