from django.urls import path

from yesline.web.floor import gaps, rows, screen

urlpatterns = [
    path("", screen.floor, name="floor"),
    path("gaps/", gaps.gaps, name="floor_gaps"),
    path("pulse/", screen.pulse, name="floor_pulse"),
    path("contacts/", rows.contacts, name="floor_contacts"),
    path("contacts/<int:contact_id>/", rows.story, name="floor_story"),
    path("promises/", rows.promises, name="floor_promises"),
    path("people/", rows.people, name="floor_people"),
]
