from django.urls import path

from yesline.web.rota import views

urlpatterns = [
    path("", views.mine, name="my_duty"),
    path("<int:organisation_id>/<int:turn_id>/<str:day>/", views.ask, name="ask_for_swap"),
    path("swaps/<int:swap_id>/", views.answer, name="answer_swap"),
]
