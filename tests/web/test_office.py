"""The office: an administrator sets an organisation up, and nothing typed is lost when something is refused."""

import io
import re
from datetime import timedelta

import numpy as np
import pytest
import soundfile
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import BANK, CEM, TROUBLE, Cast
from tests.web.conftest import Desk

from yesline.flows import invite, recognise, set_up
from yesline.journal.models import Entry
from yesline.orgs.models import Holiday, Number, Opening, Organisation, Outsider, Phrase, Trunk
from yesline.staff.models import Agent, DutyPhone, Invitation, Membership, Phone
from yesline.web.office import voice

PAGES = ("", "terms/", "numbers/", "hours/", "people/", "duty/", "rota/", "plan/", "voice/",
         "waiting/", "directory/", "log/")  # fmt: skip


@pytest.fixture
def admin(cast: Cast) -> Client:
    """Anna administers the network."""
    Membership.objects.filter(agent=cast.anna).update(role="admin")
    return Desk(cast.anna).client


def said(answer: object) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())  # type: ignore[attr-defined]


@pytest.mark.parametrize("page", PAGES)
def test_only_who_administers_an_organisation_gets_into_its_office(cast: Cast, admin: Client, page: str) -> None:
    assert admin.get(f"/office/network/{page}").status_code == 200
    answers = [
        (Desk(who).client.get(f"/office/{slug}/{page}").status_code)
        for who, slug in [(cast.bo, "network"), (cast.anna, "bank"), (cast.anna, "nobody")]
    ]
    assert answers == [404, 404, 404]


def test_every_deed_of_the_office_is_refused_to_whoever_does_not_administer_it(cast: Cast) -> None:
    bo = Desk(cast.bo).client
    number = Number.objects.get(e164=TROUBLE)
    deeds = ["terms/", "logo/", "numbers/", f"numbers/{number.pk}/removal/", "lines/", f"lines/{cast.trunk.pk}/",
             "hours/", "holidays/", "holidays/1/removal/", f"people/{cast.anna.pk}/", f"people/{cast.anna.pk}/leaving/",
             "invitations/", "invitations/1/removal/", "duty/", "rota/", "rota/1/removal/", "plan/", "voice/",
             "waiting/", "directory/", "directory/1/removal/"]  # fmt: skip
    assert {bo.post(f"/office/network/{deed}").status_code for deed in deeds} == {404}
    assert Number.objects.filter(pk=number.pk).exists()


def test_terms_are_said_and_hold_at_once(cast: Cast, admin: Client) -> None:
    typed = {"name": "Northern Net", "greeting": "Hello, Northern Net", "language": "en", "timezone": "Europe/Sofia",
             "colour": "#AA0011", "due": "24", "kept": "30", "topics": "No internet\nThe bill\n"}  # fmt: skip
    answer = admin.post("/office/network/terms/", typed)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/office/network/terms/?kept")
    cast.network.refresh_from_db()
    assert (cast.network.name, cast.network.greeting, cast.network.colour, cast.network.recordings_kept_for) == (
        "Northern Net",
        "Hello, Northern Net",
        "#aa0011",
        timedelta(days=30),
    )
    assert Entry.objects.get(verb="office.terms").by_agent_id == cast.anna.pk


def test_what_was_typed_stays_when_something_is_refused(cast: Cast, admin: Client) -> None:
    typed = {"name": "A new name", "language": "en", "timezone": "Europe/Sofia", "due": "0", "kept": "30"}
    answer = admin.post("/office/network/terms/", typed)
    assert answer.status_code == 422
    assert 'value="A new name"' in said(answer)
    assert "greater than or equal to 1" in said(answer)
    assert Organisation.objects.get(slug="network").name == "Northern Network"


def test_a_number_is_read_in_the_spelling_of_its_line(cast: Cast, admin: Client) -> None:
    typed = {"written": "8 (8182) 55-01-77", "kind": "orders", "trunk_id": str(cast.trunk.pk), "language": ""}
    assert admin.post("/office/network/numbers/", typed).status_code == 302
    assert Number.objects.get(e164="+78182550177").kind == "orders"


@pytest.mark.parametrize(
    ("written", "sentence"),
    [("pizza", "“pizza” is no telephone number."), (BANK, f"{BANK} is in use already.")],
)
def test_a_number_that_cannot_be_had_is_refused_in_its_place(
    cast: Cast, admin: Client, written: str, sentence: str
) -> None:
    typed = {"written": written, "kind": "trouble", "trunk_id": str(cast.trunk.pk), "language": ""}
    answer = admin.post("/office/network/numbers/", typed)
    assert answer.status_code == 422
    assert sentence.replace("“", "“") in said(answer).replace("&quot;", '"')
    assert f'value="{written}"' in said(answer)


def test_a_number_somebody_has_called_is_not_removed(cast: Cast, admin: Client) -> None:
    cast.dials(to=TROUBLE)
    number = Number.objects.get(e164=TROUBLE)
    answer = admin.post(f"/office/network/numbers/{number.pk}/removal/")
    assert "People have called this number" in said(answer)
    assert Number.objects.filter(pk=number.pk).exists()
    other = Number.objects.create(organisation=cast.network, trunk=cast.trunk, e164="+78182550188", kind="trouble")
    assert admin.post(f"/office/network/numbers/{other.pk}/removal/").status_code == 302
    assert not Number.objects.filter(pk=other.pk).exists()


def test_a_line_is_added_and_changed(cast: Cast, admin: Client) -> None:
    typed = {"name": "carrier", "addresses": "203.0.113.0/28\nsip.carrier.example", "country": "BG",
             "answer_after": "30", "max_calls": "12"}  # fmt: skip
    assert admin.post("/office/network/lines/", typed).status_code == 302
    line = Trunk.objects.get(name="carrier")
    assert (line.addresses, line.organisation_id) == (["203.0.113.0/28", "sip.carrier.example"], cast.network.pk)
    changed = admin.post(f"/office/network/lines/{line.pk}/", {"addresses": "203.0.113.9", "max_calls": "3"})
    assert changed.status_code == 302
    line.refresh_from_db()
    assert (line.addresses, line.max_calls) == (["203.0.113.9"], 3)


def test_an_address_of_another_line_is_refused_and_a_line_of_others_is_not_changed(cast: Cast, admin: Client) -> None:
    typed = {"name": "mine", "addresses": "127.0.0.0/24", "country": "RU", "answer_after": "30", "max_calls": "12"}
    answer = admin.post("/office/network/lines/", typed)
    assert "The address 127.0.0.0/24 belongs to the line “demo” already." in said(answer)
    changed = admin.post(f"/office/network/lines/{cast.trunk.pk}/", {"addresses": "10.1.1.1", "max_calls": "3"})
    assert changed.status_code == 404


def test_a_call_is_thought_through(cast: Cast, admin: Client) -> None:
    Opening.objects.create(organisation=cast.network, weekday=3, opens="09:00", closes="18:00")
    cast.ready(cast.anna)
    now = said(admin.get("/office/network/numbers/", {"dialled": "8 8182 55 01 00"}))
    assert "This is +7 818 255-01-00: Northern Network, trouble." in now
    assert "you are open, until Thu, 19 November, 18:00" in now
    assert "Ready now: Anna." in now
    sunday = said(admin.get("/office/network/numbers/", {"dialled": TROUBLE, "when": "2026-11-22T15:00"}))
    assert "you are closed, until Thu, 26 November, 09:00. Whoever is ready is rung all the same." in sunday
    assert "nobody is on duty" in sunday
    assert "which is none of your numbers" in said(admin.get("/office/network/numbers/", {"dialled": BANK}))
    assert "This is no telephone number." in said(admin.get("/office/network/numbers/", {"dialled": "help"}))


def test_hours_are_kept_and_a_day_that_closes_before_it_opens_is_refused(cast: Cast, admin: Client) -> None:
    typed = {"opens0a": "09:00", "closes0a": "13:00", "opens0b": "14:00", "closes0b": "18:00"}
    assert admin.post("/office/network/hours/", typed).status_code == 302
    assert Opening.objects.filter(organisation=cast.network).count() == 2
    wrong = admin.post("/office/network/hours/", {"opens0a": "09:00", "closes0a": "08:00", "opens1a": "10:00"})
    assert wrong.status_code == 422
    assert "It closes before it opens." in said(wrong)
    assert "Both times, or none." in said(wrong)
    assert Opening.objects.filter(organisation=cast.network).count() == 2


def test_a_holiday_comes_and_goes(cast: Cast, admin: Client) -> None:
    typed = {"day": "2027-01-01", "name": "New year", "opens": "", "closes": ""}
    assert admin.post("/office/network/holidays/", typed).status_code == 302
    assert "in the list already" in said(admin.post("/office/network/holidays/", typed))
    holiday = Holiday.objects.get(organisation=cast.network)
    assert admin.post(f"/office/network/holidays/{holiday.pk}/removal/").status_code == 302
    assert not Holiday.objects.exists()


def test_somebody_is_invited_and_comes_in(cast: Cast, admin: Client, mailoutbox: list[object]) -> None:
    answer = admin.post(
        "/office/network/invitations/",
        {"name": "Nina", "email": "nina@example.org", "role": "agent", "speaks_en": "good"},
    )
    link = re.search(r'<code id="link">(.*?)</code>', said(answer))
    assert link
    assert len(mailoutbox) == 1
    nina = Desk(None).client
    path = link[1].removeprefix(settings.ORIGIN)
    assert "You are invited to answer for Northern Network" in said(nina.get(path))
    weak = nina.post(path, {"name": "Nina", "username": "nina", "password": "short"})
    assert (weak.status_code, 'value="nina"' in said(weak)) == (422, True)
    taken = nina.post(path, {"name": "Nina", "username": "anna", "password": "a sentence to remember"})
    assert "Somebody has this user name already." in said(taken)
    came = nina.post(path, {"name": "Nina K", "username": "nina", "password": "a sentence to remember"})
    assert (came.status_code, came.headers["Location"]) == (302, "/desk/")
    assert nina.get("/desk/").status_code == 200
    made = Agent.objects.get(user__username="nina")
    assert (made.name, made.languages, made.organisation) == ("Nina K", ["en"], cast.network)
    assert nina.get(path).status_code == 404  # once
    assert Desk(None).client.login(username="nina", password="a sentence to remember")


def test_an_invitation_that_is_too_old_or_taken_back_lets_nobody_in(cast: Cast, admin: Client) -> None:
    given = {"name": "Nina", "email": "", "role": "admin", "fluency": {}, "at": cast.at}
    seat = cast.seat(cast.anna)
    secret = invite.invite(seat=seat, organisation=cast.network, **given)
    Invitation.objects.update(expires_at=cast.at - timedelta(days=400))
    assert Desk(None).client.get(f"/accounts/invitation/{secret}/").status_code == 404
    secret = invite.invite(seat=seat, organisation=cast.network, **given)
    made = Invitation.objects.latest("pk")
    Invitation.objects.update(expires_at=cast.at + timedelta(days=400))
    assert Desk(None).client.get(f"/accounts/invitation/{secret}/").status_code == 200
    assert admin.post(f"/office/network/invitations/{made.pk}/removal/").status_code == 302
    assert Desk(None).client.get(f"/accounts/invitation/{secret}/").status_code == 404
    assert Desk(None).client.get("/accounts/invitation/guessed/").status_code == 404


def test_the_first_of_all_founds_an_organisation_and_the_link_serves_once(db: None, at: object) -> None:
    first, second = invite.found(at=at), invite.found(at=at)  # type: ignore[arg-type]
    Invitation.objects.update(expires_at="2100-01-01T00:00Z")
    browser = Desk(None).client
    assert browser.get(f"/accounts/invitation/{first}/").status_code == 404  # the newer one counts
    typed = {"organisation": "Дом", "name": "Olga", "username": "olga", "password": "a sentence to remember"}
    came = browser.post(f"/accounts/invitation/{second}/", typed)
    assert came.headers["Location"] == "/office/"
    organisation = Organisation.objects.get()
    assert (organisation.name, Membership.objects.get().role) == ("Дом", "admin")
    assert browser.get("/office/", follow=True).status_code == 200
    assert invite.found(at=at) is None  # type: ignore[arg-type]


def test_a_role_and_languages_are_changed_and_the_last_administrator_stays(cast: Cast, admin: Client) -> None:
    typed = {"role": "lead", "speaks_ru": "native", "speaks_bg": "little", "speaks_en": "good"}
    assert admin.post(f"/office/network/people/{cast.bo.pk}/", typed).status_code == 302
    cast.bo.refresh_from_db()
    assert (cast.bo.languages, cast.bo.fluency["bg"]) == (["ru", "en"], "little")
    assert Membership.objects.get(agent=cast.bo, organisation=cast.network).role == "lead"
    refused = admin.post(f"/office/network/people/{cast.anna.pk}/", typed)
    assert "This is the last administrator." in said(refused)
    assert "This is the last administrator." in said(admin.post(f"/office/network/people/{cast.anna.pk}/leaving/"))
    assert admin.post(f"/office/network/people/{cast.bo.pk}/leaving/").status_code == 302
    assert not Membership.objects.filter(agent=cast.bo, organisation=cast.network).exists()
    assert admin.get(f"/office/network/people/{cast.eve.pk}/").status_code == 404


def test_desk_phones_are_put_on_duty_in_order(cast: Cast, admin: Client) -> None:
    phones = [
        Phone.objects.create(agent=agent, kind="sip", sip_user=f"{agent.name.lower()}-desk")
        for agent in (cast.anna, cast.bo)
    ]
    typed = {f"place-{phones[0].pk}": "2", f"place-{phones[1].pk}": "1"}
    assert admin.post("/office/network/duty/", typed).status_code == 302
    assert list(DutyPhone.objects.values_list("name", "endpoint")) == [
        ("Bo", "PJSIP/bo-desk"),
        ("Anna", "PJSIP/anna-desk"),
    ]
    others = Phone.objects.create(agent=cast.eve, kind="sip", sip_user="eve-desk")
    assert admin.post("/office/network/duty/", {f"place-{others.pk}": "1"}).status_code == 404


def test_who_is_not_with_us_is_written_down(cast: Cast, admin: Client) -> None:
    typed = {"name": "Water works", "written": "8 8182 55-09-01", "hours": "always", "note": "2, then 1"}
    assert admin.post("/office/network/directory/", typed).status_code == 302
    found = Outsider.objects.get()
    assert "Water works" in said(admin.get("/office/network/directory/", {"like": "water"}))
    assert "Nothing found." in said(admin.get("/office/network/directory/", {"like": "gas"}))
    assert admin.post(f"/office/network/directory/{found.pk}/removal/").status_code == 302
    assert not Outsider.objects.exists()


def test_the_log_says_who_looked_at_whom(cast: Cast, admin: Client) -> None:
    recognise.card_of_customer(seat=cast.seat(cast.bo), customer_id=cast.cem.pk, at=cast.at)
    assert f"opened the card of customer {cast.cem.pk}" in said(admin.get("/office/network/log/"))
    set_up.remove_holiday(seat=cast.seat(cast.anna), organisation=cast.network, holiday_id=1, at=cast.at)
    assert "removed a holiday" in said(admin.get("/office/network/log/?changes"))


def wav(*, seconds: float, loud: float = 0.3, rate: int = 8000) -> bytes:
    content = io.BytesIO()
    wave = loud * np.sin(2 * np.pi * 440 * np.arange(int(seconds * rate)) / rate)
    soundfile.write(content, wave.astype("float32"), rate, format="WAV", subtype="PCM_16")
    return content.getvalue()


def test_a_notice_is_spoken_heard_and_taken_away(cast: Cast, admin: Client, settings: object, tmp_path: object) -> None:
    settings.MONITOR = tmp_path / "monitor"  # type: ignore[attr-defined, operator]
    for content, sentence in [
        (b"RIFF", "no recording we can read"),
        (wav(seconds=2, rate=44100), "no recording we can read"),
        (wav(seconds=2, loud=0.001), "Nothing was heard."),
        (wav(seconds=4), "longer than three seconds"),
    ]:
        refused = admin.post("/office/network/voice/", content, content_type="audio/wav")
        assert (refused.status_code, sentence in said(refused)) == (422, True), said(refused)
    assert admin.post("/office/network/voice/", wav(seconds=2), content_type="audio/wav").status_code == 200
    cast.network.refresh_from_db()
    heard = admin.get("/office/network/voice/notice.wav")
    samples, rate = soundfile.read(io.BytesIO(b"".join(heard.streaming_content)))  # type: ignore[attr-defined]
    assert (rate, round(voice.level(samples), 2)) == (8000, voice.LEVEL)
    assert admin.post("/office/network/voice/", {"none": "1"}).status_code == 302
    cast.network.refresh_from_db()
    assert cast.network.notice_sound == ""


def test_somebody_records_what_those_who_wait_hear_and_the_page_says_what_is_missing(
    cast: Cast, admin: Client, settings: object, tmp_path: object
) -> None:
    settings.MONITOR = tmp_path / "monitor"  # type: ignore[attr-defined, operator]
    page = "/office/network/waiting/"
    before = said(admin.get(f"{page}?language=uk"))
    assert ("18 phrases are still missing." in before, "callers hear music and no words" in before) == (True, True)
    assert "a recorded voice that came with the telephone" in said(admin.get(f"{page}?language=ru"))
    kept = admin.post(f"{page}?language=uk&phrase=2", wav(seconds=0.3), content_type="audio/wav")
    assert (kept.status_code, kept.json()["sentence"]) == (200, "Kept. Callers hear it from the next call on.")
    [phrase] = Phrase.objects.all()
    assert (phrase.organisation, phrase.language, phrase.name) == (cast.network, "uk", "2")
    after = said(admin.get(f"{page}?language=uk"))
    assert ("17 phrases are still missing." in after, "What is missing is not said" in after) == (True, True)
    assert admin.get(f"{page}uk/2.wav").headers["Content-Type"] == "audio/wav"
    assert [admin.get(f"{page}{one}.wav").status_code for one in ("uk/3", "ru/2")] == [404, 404]
    assert Entry.objects.get(verb="office.phrase").details == {"language": "uk", "phrase": "2"}


def test_a_phrase_that_does_not_exist_is_no_page_and_none_chosen_is_a_sentence(cast: Cast, admin: Client) -> None:
    page = "/office/network/waiting/"
    assert [admin.get(f"{page}?{wrong}").status_code for wrong in ("language=xx", "phrase=99")] == [404, 404]
    refused = admin.post(page, wav(seconds=1), content_type="audio/wav")
    assert (refused.status_code, refused.json()["sentence"]) == (422, "Choose the phrase first that you record.")


QUERIES = {"": 13, "terms/": 5, "numbers/": 8, "hours/": 9, "people/": 6, "duty/": 6, "rota/": 11, "plan/": 8,
           "voice/": 4, "waiting/": 5, "directory/": 5, "log/": 6}  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_of_the_office_asks_the_database_as_often_with_three_rows_as_with_one(
    cast: Cast, admin: Client, page: str, rows: int
) -> None:
    for n in range(rows):
        Number.objects.create(organisation=cast.network, trunk=cast.trunk, e164=f"+7818255019{n}", kind="trouble")
        Opening.objects.create(organisation=cast.network, weekday=n, opens="09:00", closes="18:00")
        Holiday.objects.create(organisation=cast.network, day=f"2027-01-0{n + 1}", name="A feast")
        Outsider.objects.create(organisation=cast.network, name=f"Firm {n}", e164="+78182550900")
        Phone.objects.create(agent=cast.anna, kind="sip", sip_user=f"anna-{n}-desk")
        recognise.card_of_customer(
            seat=cast.seat(cast.bo), customer_id=cast.customer("X", cast.network, CEM).pk, at=cast.at
        )
    with CaptureQueriesContext(connection) as asked:
        assert admin.get(f"/office/network/{page}").status_code == 200
    assert len([query for query in asked if "SAVEPOINT" not in query["sql"]]) == QUERIES[page]


def test_whoever_is_rung_sees_how_the_organisation_greets(cast: Cast, admin: Client) -> None:
    Organisation.objects.filter(pk=cast.network.pk).update(greeting="Northern Network, hello!")
    cast.ready(cast.bo)
    cast.dials(CEM)
    assert "<q>Northern Network, hello!</q>" in said(Desk(cast.bo).client.get("/desk/"))
