from django.urls import path

from yesline.web.card import proof, same

urlpatterns = [
    path("contacts/<int:contact_id>/proof/", proof.said, name="proof"),
    path("customers/<int:customer_id>/show/", proof.show, name="show"),
    path("customers/<int:customer_id>/same/", same.perhaps, name="same"),
    path("customers/<int:customer_id>/same/<int:other_id>/", same.merge, name="merge"),
    path("merges/<int:merge_id>/undo/", same.undo, name="unmerge"),
]
