from django.urls import path

from yesline.web.desk import call_back, called_in, line, pages, recordings, writing

urlpatterns = [
    path("", pages.desk, name="desk"),
    path("pulse/", pages.pulse, name="pulse"),
    path("customers/<int:customer_id>/", pages.customer, name="customer"),
    path("cases/<int:case_id>/", pages.case, name="case_sheet"),
    path("state/", line.state, name="state"),
    path("state/reason/", line.reason, name="reason"),
    path("waited-for/", line.waited_for, name="waited_for"),
    path("phone/", line.phone, name="phone"),
    path("phone/mobile/", line.mobile, name="mobile"),
    path("contacts/<int:contact_id>/hold/", line.hold, name="hold"),
    path("contacts/<int:contact_id>/microphone/", line.microphone, name="microphone"),
    path("contacts/<int:contact_id>/technician/", called_in.call_in, name="call_in"),
    path("contacts/<int:contact_id>/technician/goes-on/", called_in.hand_over, name="hand_over"),
    path("contacts/<int:contact_id>/end/", line.hang_up, name="hang_up"),
    path("contacts/<int:contact_id>/call/", call_back.call, name="call_back"),
    path("contacts/<int:contact_id>/nobody/", call_back.not_there, name="not_there"),
    path("contacts/<int:contact_id>/settled/", call_back.settle, name="settle"),
    path("contacts/<int:contact_id>/unrecorded/", line.dont_record, name="dont_record"),
    path("contacts/<int:contact_id>/finish/", line.finish, name="finish"),
    path("contacts/<int:contact_id>/customer/", writing.choose, name="choose"),
    path("contacts/<int:contact_id>/draft/", writing.draft, name="draft"),
    path("contacts/<int:contact_id>/topic/", writing.topic, name="topic"),
    path("contacts/<int:contact_id>/case/", writing.case, name="case"),
    path("promises/<int:promise_id>/kept/", writing.kept, name="kept"),
    path("recordings/<int:recording_id>/", recordings.listen, name="listen"),
    path("recordings/<int:recording_id>/sound/", recordings.sound, name="sound"),
]
