from django.urls import path

from yesline.web.case import views

urlpatterns = [
    path("<int:case_id>/do/<slug:verb>/", views.do, name="case_do"),
    path("<int:case_id>/preview/", views.preview, name="case_preview"),
    path("<int:case_id>/earlier/", views.earlier, name="case_earlier"),
    path("<int:case_id>/about/", views.about, name="case_about"),
    path("<int:case_id>/people/", views.people, name="case_people"),
    path("papers/<int:paper_id>/", views.paper, name="paper"),
    path("home/", views.home, name="going_home"),
    path("home/away/", views.be_away, name="be_away"),
    path("home/back/", views.be_back, name="be_back"),
    path("home/go/", views.go_home, name="go_home"),
]
