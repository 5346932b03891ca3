from django.urls import path

from yesline.web.know import views

urlpatterns = [
    path("<int:fact_id>/", views.fact, name="fact"),
    path("<int:fact_id>/right/", views.still_right, name="still_right"),
]
