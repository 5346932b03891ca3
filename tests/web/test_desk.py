"""What an agent has before them, from an idle line to the end of the notes."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import BANK, CEM, DORA, TROUBLE, ZED, Cast, rung
from tests.web.conftest import Clock, Desk

from yesline.calls import actions as calls
from yesline.calls.models import Command, Recording
from yesline.contacts.models import Contact
from yesline.flows import answer, do_as_asked, open_case, reach_out, recognise, route, wrap_up
from yesline.journal.models import Entry
from yesline.routing.models import Offer
from yesline.staff.models import Agent, Phone

pytestmark = pytest.mark.django_db


def seen(html: str) -> list[str]:
    """The marks a browser would send back."""
    return [part.split('"')[0] for part in html.split('name="seen" value="')[1:]]


def queries_of(desk: Desk, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        desk.page(path)
    return len([query for query in captured if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))])


def gave_up(cast: Cast, *, to: str = TROUBLE) -> Contact:
    """Cem has left after forty seconds."""
    cast.dials(CEM, to=to)
    answer.caller_left(node="main", channel="c1", lost=False, at=cast.at + timedelta(seconds=40))
    return Contact.objects.get()


class TestIdle:
    def test_nobody_is_let_in_without_signing_in(self, sits_down) -> None:
        answer = sits_down(None).client.get("/desk/")
        assert (answer.status_code, answer.url) == (302, "/accounts/login/?next=/desk/")

    def test_a_fragment_asked_for_after_signing_out_leads_to_the_gate(self, sits_down) -> None:
        said = sits_down(None).asks("/desk/pulse/")
        assert (said.status, said.headers["HX-Redirect"]) == (401, "/accounts/login/")

    def test_an_account_that_is_nobodys_agent_is_told_so(self, sits_down, django_user_model) -> None:
        desk = sits_down(None)
        desk.client.force_login(django_user_model.objects.create(username="guest"))
        assert "answers for nobody yet" in desk.page(status=403)

    def test_an_agent_sees_their_day_and_cases(self, cast: Cast, anna: Desk) -> None:
        case = cast.case(cast.cem, cast.anna)
        html = anna.page()
        assert "Thursday, 19 November" in html
        assert f"№ {case.pk}" in html
        assert f'href="/desk/customers/{cast.cem.pk}/"' in html

    def test_ready_needs_a_phone_and_the_refusal_stands_beside_the_button(self, anna: Desk) -> None:
        said = anna.presses("/desk/state/", state="available")
        assert (said.status, said.headers["HX-Retarget"]) == (409, "next .word")
        assert "Choose a phone first" in said.html

    def test_ready_with_a_phone_that_answers(self, cast: Cast, anna: Desk) -> None:
        cast.ready(cast.anna)
        Agent.objects.filter(pk=cast.anna.pk).update(state="offline")
        said = anna.presses("/desk/state/", state="available")
        assert 'id="be-available"' in said.html
        assert "You are on the line" in said.html

    def test_a_break_is_given_a_reason_by_one_choice(self, cast: Cast, anna: Desk) -> None:
        cast.ready(cast.anna)
        anna.presses("/desk/state/", state="break")
        assert 'data-key="KeyR"' in anna.page()
        said = anna.presses("/desk/state/reason/", reason="lunch")
        assert "Break, lunch: nobody will ring." in said.html
        assert anna.presses("/desk/state/reason/", reason="phone_lost").status == 409

    def test_who_let_it_ring_is_told_why_no_calls_come(self, cast: Cast, anna: Desk) -> None:
        cast.ready(cast.anna)
        cast.dials()
        route.offer_not_answered(offer_id=Offer.objects.get().pk, at=cast.at)
        assert "It rang and nobody answered" in anna.page()

    def test_a_missed_caller_is_owed_a_call(self, cast: Cast, anna: Desk) -> None:
        cast.dials(CEM)
        answer.caller_left(node="main", channel="c1", lost=False, at=cast.at + timedelta(seconds=40))
        assert "Owed a call" in anna.page()

    def test_who_is_owed_a_call_is_called_with_one_click(self, cast: Cast, anna: Desk) -> None:
        contact = gave_up(cast)
        cast.ready(cast.anna)
        said = anna.presses(f"/desk/contacts/{contact.pk}/call/")
        assert said.status == 200
        assert Command.objects.values_list("verb", "state").get() == ("call_back", "asked")

    def test_who_is_not_ready_is_told_what_to_do_first(self, cast: Cast, anna: Desk) -> None:
        said = anna.presses(f"/desk/contacts/{gave_up(cast).pk}/call/")
        assert (said.status, "Say that you are ready first" in said.html) == (409, True)

    def test_a_call_that_is_not_needed_is_settled_with_a_reason(self, cast: Cast, anna: Desk) -> None:
        contact = gave_up(cast)
        assert anna.presses(f"/desk/contacts/{contact.pk}/settled/", why="").status == 409
        anna.presses(f"/desk/contacts/{contact.pk}/settled/", why="Came to the office")
        do_as_asked.commands_for(node="main", at=cast.at)
        assert "Owed a call" not in anna.page()
        assert Entry.objects.filter(verb="contact.settled", details={"why": "Came to the office"}).count() == 1

    def test_nobody_calls_or_settles_for_another_organisation(self, cast: Cast, anna: Desk) -> None:
        contact = gave_up(cast, to=BANK)
        cast.ready(cast.anna)
        for verb in ("call", "settled", "nobody"):
            assert anna.presses(f"/desk/contacts/{contact.pk}/{verb}/", why="no").status == 404

    def test_the_ring_says_that_it_is_a_call_back_and_then_that_it_rings_there(self, cast: Cast, anna: Desk) -> None:
        contact = gave_up(cast)
        cast.ready(cast.anna)
        Contact.objects.update(call_at=cast.at)
        (ring,) = rung(route.match_all(node="main", at=cast.at))
        assert "Call back: Cem Caller" in anna.page()
        (wish,) = answer.agent_answered(offer_id=ring.offer_id, channel=f"offer-{ring.offer_id}", at=cast.at)
        html = anna.page()
        assert 'data-stage="calling"' in html
        assert "We call: Cem Caller" in html
        reach_out.reached(node="main", channel=wish.channel, at=cast.at)
        assert "Nobody there" in anna.page()
        anna.presses(f"/desk/contacts/{contact.pk}/nobody/")
        do_as_asked.commands_for(node="main", at=cast.at)
        assert "is called back" in anna.page()

    def test_a_browser_asks_for_its_phone(self, cast: Cast, anna: Desk) -> None:
        given = anna.client.post("/desk/phone/", {"kind": "browser"}).json()
        phone = Phone.objects.get(agent=cast.anna, kind="browser")
        assert (given["user"], len(given["secret"])) == (phone.sip_user, 32)

    def test_a_desk_phone_is_shown_what_to_type_in(self, anna: Desk) -> None:
        said = anna.presses("/desk/phone/", kind="sip")
        assert said.html.count("<code>") == 3

    def test_there_is_no_third_kind_of_phone(self, anna: Desk) -> None:
        assert anna.presses("/desk/phone/", kind="fax").status == 404


class TestRinging:
    def test_it_rings_with_the_name_and_three_facts(self, cast: Cast, anna: Desk) -> None:
        cast.case(cast.cem, cast.bo)
        cast.ready(cast.anna)
        cast.dials(CEM)
        html = anna.page()
        assert 'role="alertdialog"' in html
        assert "Calling: Cem Caller" in html
        assert "Before “hello”" in html
        assert "No internet" in html

    def test_one_line_says_why_they_probably_call(self, cast: Cast, anna: Desk) -> None:
        case = cast.case(cast.cem, cast.bo)
        for number in (1, 2):
            cast.dials(CEM, channel=f"before-{number}")
            answer.caller_left(node="main", channel=f"before-{number}", lost=False, at=cast.at)
        Contact.objects.update(arrived_at=cast.at - timedelta(hours=2))
        cast.ready(cast.anna)
        cast.dials(CEM)
        said = anna.page().split('<p class="s"><b>Probably')[1].split("</p>")[0]
        assert said.startswith(":</b> 2 calls before this one today")
        assert f"open case № {case.pk}, {case.title}" in said

    def test_calls_of_yesterday_and_of_others_are_not_counted(self, cast: Cast, anna: Desk) -> None:
        cast.dials(CEM, channel="yesterday")
        answer.caller_left(node="main", channel="yesterday", lost=False, at=cast.at)
        Contact.objects.update(arrived_at=cast.at - timedelta(days=1))
        cast.dials(DORA, channel="somebody-else")
        answer.caller_left(node="main", channel="somebody-else", lost=False, at=cast.at)
        cast.ready(cast.anna)
        cast.dials(CEM)
        assert "before this one today" not in anna.page()

    def test_a_desk_phone_is_to_be_picked_up(self, cast: Cast, anna: Desk) -> None:
        cast.ready(cast.anna)
        cast.dials(CEM)
        assert "Pick up your desk phone" in anna.page()

    def test_a_browser_phone_has_buttons(self, cast: Cast, anna: Desk) -> None:
        cast.ready(cast.anna)
        Phone.objects.update(kind="browser")
        cast.dials(CEM)
        html = anna.page()
        assert 'data-phone="answer" data-key="Space"' in html
        assert 'data-phone="decline"' in html

    def test_an_unknown_number_is_honest(self, cast: Cast, anna: Desk) -> None:
        cast.ready(cast.anna)
        cast.dials(ZED)
        html = anna.page()
        assert "We don't know this number yet." in html

    def test_a_withheld_number_is_honest(self, cast: Cast, anna: Desk) -> None:
        cast.ready(cast.anna)
        cast.dials("anonymous")
        assert "Number withheld" in anna.page()


class TestTalking:
    def test_the_keys_of_the_phone(self, cast: Cast, anna: Desk) -> None:
        contact = cast.talking(cast.anna)
        html = anna.page()
        assert f"/desk/contacts/{contact.pk}/hold/" in html
        assert f"/desk/contacts/{contact.pk}/end/" in html
        assert 'id="mute"' not in html  # a desk phone has its own

    def test_hold_is_asked_and_shown_as_done_only_by_the_fact(self, cast: Cast, anna: Desk) -> None:
        contact = cast.talking(cast.anna)
        asked = anna.presses(f"/desk/contacts/{contact.pk}/hold/", want="hold")
        assert "asking…" in asked.html
        assert "phone-held" not in asked.html
        for wish in do_as_asked.commands_for(node="main", at=cast.at):
            do_as_asked.command_done(command_id=wish.command_id or 0, at=cast.at)
        assert "phone-held" in anna.asks("/desk/pulse/").html

    @pytest.mark.parametrize(
        ("verb", "sentence"),
        [
            ("hold", "The caller could not be put on hold. Try once more."),
            ("take_back", "The caller could not be brought back to you. Try once more."),
            ("hang_up", "The call could not be ended from here. Try once more, or hang up on the phone."),
            ("dont_record", "It is still being recorded: this could not be stopped. Try once more."),
        ],
    )
    def test_what_the_switch_could_not_do_is_said_until_it_is_asked_again(
        self, cast: Cast, anna: Desk, verb: str, sentence: str
    ) -> None:
        contact = cast.talking(cast.anna)
        ask = getattr(answer, verb)
        ask(seat=cast.seat(cast.anna), contact_id=contact.pk, at=cast.at)
        [wish] = do_as_asked.commands_for(node="main", at=cast.at)
        do_as_asked.command_failed(
            command_id=wish.command_id or 0, error="Asterisk refused: Bridge not found", at=cast.at
        )
        html = anna.page()
        assert (html.count(sentence), "Asterisk" in html, 'aria-disabled="true"' in html) == (1, False, False)
        ask(seat=cast.seat(cast.anna), contact_id=contact.pk, at=cast.at)
        assert sentence not in anna.page()

    def test_several_people_behind_a_number_are_chosen_from(self, cast: Cast, anna: Desk) -> None:
        contact = cast.talking(cast.anna, DORA)
        html = anna.page()
        assert "Dora Caller" in html
        assert "Dan Caller" in html
        chosen = anna.presses(f"/desk/contacts/{contact.pk}/customer/", customer=str(cast.dan.pk), said="He says")
        contact.refresh_from_db()
        assert contact.customer == cast.dan
        assert "He says</textarea>" in chosen.html
        assert 'hx-swap-oob="true"' in chosen.html

    def test_what_is_typed_is_kept_and_comes_back(self, cast: Cast, anna: Desk) -> None:
        contact = cast.talking(cast.anna)
        kept = anna.presses(f"/desk/contacts/{contact.pk}/draft/", said="No internet", promise_due="18:00")
        assert "draft kept at 14:47:00" in kept.html
        assert "today,\u00a018:00" in kept.html
        html = anna.page()
        assert "No internet</textarea>" in html
        assert 'value="18:00"' in html

    def test_a_time_that_is_none_is_said_at_once(self, cast: Cast, anna: Desk) -> None:
        contact = cast.talking(cast.anna)
        kept = anna.presses(f"/desk/contacts/{contact.pk}/draft/", said="x", promise_due="some day")
        assert "No time was understood" in kept.html

    def test_one_click_says_what_it_is_about(self, cast: Cast, anna: Desk) -> None:
        contact = cast.talking(cast.anna)
        anna.presses(f"/desk/contacts/{contact.pk}/topic/", topic=str(cast.no_internet.pk), said="")
        contact.refresh_from_db()
        assert contact.topic == cast.no_internet

    def test_it_becomes_a_case_with_a_promise(self, cast: Cast, anna: Desk) -> None:
        contact = cast.talking(cast.anna)
        given = {"said": "No internet since morning", "promise_what": "Call back", "promise_due": "18:00"}
        saved = anna.presses(f"/desk/contacts/{contact.pk}/case/", **given)
        assert saved.status == 200
        assert "Saved: case №" in saved.html
        assert "Call back" in anna.page()

    def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(self, cast: Cast, anna: Desk) -> None:
        contact = cast.talking(cast.anna)
        said = anna.presses(f"/desk/contacts/{contact.pk}/case/", said="", promise_what="Call back")
        assert said.status == 422
        assert "Write what the caller told you" in said.html
        assert "A promise needs a time" in said.html
        assert 'value="Call back"' in said.html

    def test_a_promise_for_a_time_gone_by_is_refused(self, cast: Cast, anna: Desk) -> None:
        contact = cast.talking(cast.anna)
        given = {"said": "x", "promise_what": "Call back", "promise_due": "today 9:00"}
        said = anna.presses(f"/desk/contacts/{contact.pk}/case/", **given)
        assert (said.status, "This time has passed already" in said.html) == (422, True)


class TestWrapUp:
    def test_the_agent_ends_it_and_typed_words_become_a_case(self, cast: Cast, anna: Desk) -> None:
        contact = cast.talking(cast.anna)
        answer.caller_left(node="main", channel="c1", lost=False, at=cast.at)
        html = anna.page()
        assert 'data-stage="wrap_up"' in html
        assert 'data-key="KeyF"' in html
        done = anna.presses(f"/desk/contacts/{contact.pk}/finish/", said="Half a sentence")
        assert 'data-stage="idle"' in done.html
        assert "To be described" in anna.page()

    def test_it_can_not_be_ended_before_the_conversation(self, cast: Cast, anna: Desk) -> None:
        contact = cast.talking(cast.anna)
        assert anna.presses(f"/desk/contacts/{contact.pk}/finish/").status == 409


class TestPulse:
    def test_nothing_new_is_nothing_sent(self, anna: Desk) -> None:
        html = anna.page()
        answer = anna.client.get("/desk/pulse/", {"seen": seen(html)}, headers={"hx-request": "true"})
        assert answer.content == b""

    def test_only_what_changed_is_sent(self, cast: Cast, anna: Desk) -> None:
        html = anna.page()
        cast.case(cast.cem, cast.anna)
        answer = anna.client.get("/desk/pulse/", {"seen": seen(html)}, headers={"hx-request": "true"}).content.decode()
        assert answer.startswith('<div class="part" id="my-cases" hx-swap-oob="true">')
        assert answer.count("hx-swap-oob") == 1

    def test_a_ring_brings_another_view(self, cast: Cast, anna: Desk) -> None:
        html = anna.page()
        cast.ready(cast.anna)
        cast.dials(CEM)
        answer = anna.client.get("/desk/pulse/", {"seen": seen(html)}, headers={"hx-request": "true"}).content.decode()
        assert '<main class="work" id="main" hx-swap-oob="true">' in answer

    def test_the_form_is_never_replaced_under_the_hands(self, cast: Cast, anna: Desk) -> None:
        cast.talking(cast.anna)
        html = anna.page()
        answer.caller_left(node="main", channel="c1", lost=False, at=cast.at)
        sent = anna.client.get("/desk/pulse/", {"seen": seen(html)}, headers={"hx-request": "true"}).content.decode()
        assert 'data-stage="wrap_up"' in sent
        assert 'id="writing"' not in sent
        assert 'id="main"' not in sent

    def test_a_customers_card_stays_while_nobody_rings(self, cast: Cast, anna: Desk) -> None:
        html = anna.page(f"/desk/customers/{cast.cem.pk}/")
        marks = [mark for mark in seen(html) if mark.startswith(("view:", "line:"))]
        quiet = anna.client.get("/desk/pulse/", {"seen": marks}).content
        cast.ready(cast.anna)
        cast.dials(CEM)
        ringing = anna.client.get("/desk/pulse/", {"seen": marks}).content.decode()
        assert (quiet, 'id="main"' in ringing) == (b"", True)


class TestEachTheirOwn:
    @pytest.mark.parametrize("verb", ["hold", "end", "unrecorded", "finish", "customer", "draft", "topic", "case"])
    def test_another_organisations_contact_does_not_exist(self, cast: Cast, eve: Desk, verb: str) -> None:
        contact = cast.talking(cast.anna)
        given = {"said": "x", "topic": str(cast.no_internet.pk), "customer": str(cast.cem.pk)}
        assert eve.presses(f"/desk/contacts/{contact.pk}/{verb}/", **given).status == 404

    def test_another_organisations_customer_and_promise_do_not_exist(self, cast: Cast, eve: Desk) -> None:
        contact = cast.talking(cast.anna)
        open_case.save(
            seat=cast.seat(cast.anna), contact_id=contact.pk, said="x", topic_id=None, promise_what="y",
            promise_due_at=cast.at + timedelta(hours=1), at=cast.at,
        )  # fmt: skip
        assert eve.client.get(f"/desk/customers/{cast.cem.pk}/").status_code == 404
        assert eve.presses("/desk/promises/1/kept/").status == 404

    def test_opening_a_card_without_a_call_is_written_down(self, cast: Cast, anna: Desk) -> None:
        anna.page(f"/desk/customers/{cast.cem.pk}/")
        later = recognise.card_of_customer(seat=cast.seat(cast.bo), customer_id=cast.cem.pk, at=cast.at)
        assert [name for _at, name in later.looked] == ["Anna"]


class TestQueries:
    """Known numbers, whatever the number of rows: one more of anything costs no query more."""

    def test_an_idle_desk(self, cast: Cast, anna: Desk) -> None:
        cast.case(cast.cem, cast.anna)
        few = queries_of(anna, "/desk/")
        for _n in range(3):
            cast.case(cast.dora, cast.anna)
        assert (few, queries_of(anna, "/desk/")) == (12, 12)

    def test_a_ring(self, cast: Cast, anna: Desk) -> None:
        spoken_before(cast, times=1)
        cast.case(cast.cem, cast.bo)
        cast.ready(cast.anna)
        cast.dials(CEM)
        anna.page()
        few = queries_of(anna, "/desk/")
        for _n in range(3):
            cast.case(cast.cem, cast.bo)
        assert (few, queries_of(anna, "/desk/"), queries_of(anna, "/desk/pulse/")) == (24, 24, 24)

    def test_a_conversation(self, cast: Cast, anna: Desk) -> None:
        spoken_before(cast, times=1)
        cast.talking(cast.anna)
        anna.page()
        few = queries_of(anna, "/desk/")
        spoken_before(cast, times=3)
        for _n in range(3):
            cast.case(cast.cem, cast.bo)
        assert (few, queries_of(anna, "/desk/"), queries_of(anna, "/desk/pulse/")) == (27, 27, 27)

    def test_a_customers_card(self, cast: Cast, anna: Desk) -> None:
        spoken_before(cast, times=1)
        cast.case(cast.cem, cast.bo)
        anna.page(f"/desk/customers/{cast.cem.pk}/")
        few = queries_of(anna, f"/desk/customers/{cast.cem.pk}/")
        spoken_before(cast, times=3)
        for _n in range(3):
            cast.case(cast.cem, cast.bo)
        assert (few, queries_of(anna, f"/desk/customers/{cast.cem.pk}/")) == (21, 21)


def spoken_before(cast: Cast, *, times: int) -> None:
    """Bo has spoken with Cem; each conversation was recorded, heard again and written down."""
    for _n in range(times):
        channel = f"before-{Contact.objects.count()}"
        contact = cast.talking(cast.bo, CEM, channel=channel)
        seat = cast.seat(cast.bo)
        open_case.save(seat=seat, contact_id=contact.pk, said="No internet", topic_id=None, at=cast.at)
        answer.caller_left(node="main", channel=channel, lost=False, at=cast.at)
        wrap_up.finish(seat=seat, contact_id=contact.pk, at=cast.at)
        Agent.objects.update(state="offline", available_since=None)
        recording = Recording.objects.get(contact=contact)
        Recording.objects.filter(pk=recording.pk).update(state="kept", path="x", sha256="0" * 64, seconds=3)
        calls.listened(recording, by=cast.anna, reason="Disputed", at=cast.at)


def test_the_clock_of_a_desk_is_that_of_the_agents_home(cast: Cast, anna: Desk, clock: Clock) -> None:
    clock.at = clock.at.replace(hour=22)
    assert "Friday, 20 November" in anna.page()


class TestMobile:
    def test_the_form_asks_for_a_number_and_remembers_it(self, anna: Desk) -> None:
        assert 'value=""' in anna.page("/desk/phone/mobile/")
        assert anna.presses("/desk/phone/mobile/", number="+7 921 555-01-70").status == 200
        assert 'value="+7 921 555-01-70"' in anna.page("/desk/phone/mobile/")
        assert "+7 921 555-01-70 rings." in anna.page()

    def test_a_number_that_can_not_be_rung_is_refused_in_a_sentence(self, anna: Desk) -> None:
        said = anna.presses("/desk/phone/mobile/", number="112")
        assert (said.status, "no ordinary telephone number" in said.html) == (409, True)


class TestWaitedFor:
    def test_nothing_is_put_off_while_somebody_waits_whom_they_could_help(self, cast: Cast, anna: Desk) -> None:
        said = [anna.page("/desk/waited-for/")]
        cast.dials(ZED, to=BANK, channel="c8")  # not for her
        said.append(anna.page("/desk/waited-for/"))
        cast.dials(CEM, channel="c9")
        said.append(anna.page("/desk/waited-for/"))
        assert said == ["", "", "yes"]
