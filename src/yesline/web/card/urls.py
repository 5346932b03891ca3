from django.urls import path

from yesline.web.card import proof

urlpatterns = [
    path("contacts/<int:contact_id>/proof/", proof.said, name="proof"),
    path("customers/<int:customer_id>/show/", proof.show, name="show"),
]
