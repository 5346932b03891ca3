from django.urls import path

from yesline.web.office import directory, duty, hours, log, numbers, people, standing, terms, voice

urlpatterns = [
    path("", terms.door, name="office"),
    path("<slug:slug>/", terms.overview, name="office_overview"),
    path("<slug:slug>/terms/", terms.terms, name="office_terms"),
    path("<slug:slug>/logo/", terms.logo, name="office_logo"),
    path("<slug:slug>/standing/", standing.standing, name="office_standing"),
    path("<slug:slug>/standing/name/", standing.short_name, name="office_short_name"),
    path("<slug:slug>/standing/common/", standing.common, name="office_common"),
    path("<slug:slug>/standing/another/", standing.another, name="office_another"),
    path("<slug:slug>/numbers/", numbers.numbers, name="office_numbers"),
    path("<slug:slug>/numbers/<int:number_id>/removal/", numbers.remove, name="office_number_removal"),
    path("<slug:slug>/lines/", numbers.lines, name="office_lines"),
    path("<slug:slug>/lines/<int:trunk_id>/", numbers.line, name="office_line"),
    path("<slug:slug>/hours/", hours.week, name="office_hours"),
    path("<slug:slug>/holidays/", hours.holidays, name="office_holidays"),
    path("<slug:slug>/holidays/<int:holiday_id>/removal/", hours.remove, name="office_holiday_removal"),
    path("<slug:slug>/people/", people.everybody, name="office_people"),
    path("<slug:slug>/people/<int:agent_id>/", people.person, name="office_person"),
    path("<slug:slug>/people/<int:agent_id>/leaving/", people.leaving, name="office_leaving"),
    path("<slug:slug>/invitations/", people.invite, name="office_invite"),
    path("<slug:slug>/invitations/<int:invitation_id>/removal/", people.take_back, name="office_take_back"),
    path("<slug:slug>/duty/", duty.duty, name="office_duty"),
    path("<slug:slug>/voice/", voice.voice, name="office_voice"),
    path("<slug:slug>/voice/notice.wav", voice.notice, name="office_notice"),
    path("<slug:slug>/directory/", directory.directory, name="office_directory"),
    path("<slug:slug>/directory/<int:outsider_id>/removal/", directory.remove, name="office_outsider_removal"),
    path("<slug:slug>/log/", log.log, name="office_log"),
]
