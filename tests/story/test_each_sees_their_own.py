"""Boyana of the bank tries every door to what is the network's: pages, sound, hints, the phone's socket."""

import json

import httpx
import pytest
import websockets.exceptions
import websockets.sync.client
from tests.story.conftest import TAMARA, TROUBLE, Stage
from tests.story.house import House, until

pytestmark = pytest.mark.story
NEW_HINTS = """async () => {
  const stream = new EventSource('/live'), heard = [];
  window.heard = heard;
  for (const id of %s) stream.addEventListener(id, () => heard.push(id));
  await new Promise(open => stream.addEventListener('again', open));
}"""


def visitor(house: House, username: str) -> httpx.Client:
    """Somebody signed in, without a browser."""
    client = httpx.Client(base_url=house.origin, follow_redirects=True)
    page = client.get("/accounts/login/")
    assert page.status_code == 200
    answer = client.post(
        "/accounts/example/",
        data={"username": username, "csrfmiddlewaretoken": client.cookies["csrftoken"]},
        headers={"Origin": house.origin},
    )
    assert answer.url.path == "/desk/", answer.text[:500]
    return client


def post(client: httpx.Client, path: str, **fields: str) -> int:
    return client.post(
        path,
        data=fields,
        headers={"X-CSRFToken": client.cookies["csrftoken"], "Origin": str(client.base_url).rstrip("/")},
    ).status_code


def test_pages_and_sound_of_another_organisation_do_not_exist_for_boyana(stage: Stage) -> None:
    anna, tamara = stage.ready("anna"), stage.caller(TAMARA)
    tamara.dials(TROUBLE)
    anna.stage("ringing")
    anna.answers()
    tamara.hears(1500)
    tamara.hangs_up()
    anna.stage("wrap_up")
    [(recording, contact)] = until(
        lambda: stage.house.rows(
            "SELECT id, contact_id FROM calls_recording WHERE state = 'kept'"
            " AND contact_id = (SELECT max(id) FROM contacts_contact)"
        ),
        what="the recording to be kept",
    )
    [(customer,)] = stage.house.rows("SELECT customer_id FROM contacts_contact WHERE id = %s", contact)
    boyana, pavel = visitor(stage.house, "boyana"), visitor(stage.house, "pavel")
    posts = [
        (f"/desk/contacts/{contact}/case/", {"said": "x"}),
        (f"/desk/contacts/{contact}/draft/", {"said": "x"}),
        (f"/desk/contacts/{contact}/end/", {}),
        (f"/desk/contacts/{contact}/finish/", {}),
        (f"/desk/contacts/{contact}/customer/", {"customer": str(customer)}),
        (f"/desk/recordings/{recording}/", {"reason": "curious"}),
    ]
    assert [post(boyana, path, **fields) for path, fields in posts] == [404] * len(posts)
    assert boyana.get(f"/desk/customers/{customer}/").status_code == 404
    assert boyana.get(f"/desk/recordings/{recording}/sound/").status_code == 404
    # The same doors open for Pavel of the network: the refusals above are not for want of a thing to see.
    assert pavel.get(f"/desk/customers/{customer}/").status_code == 200
    assert post(pavel, f"/desk/recordings/{recording}/", reason="Case of Tamara") == 200
    # Even Boyana with Pavel's pass hears nothing.
    answer = pavel.post(
        f"/desk/recordings/{recording}/",
        data={"reason": "Case of Tamara"},
        headers={"X-CSRFToken": pavel.cookies["csrftoken"], "Origin": stage.house.origin},
    )
    address = answer.text.split('src="')[1].split('"')[0].replace("&amp;", "&")
    assert pavel.get(address).content[:4] == b"OggS"
    assert boyana.get(address).status_code == 404


def test_hints_of_another_organisation_are_not_heard(stage: Stage) -> None:
    boyana, anna = stage.agent("boyana"), stage.ready("anna")
    [(annas,)] = stage.house.rows("SELECT id FROM staff_agent WHERE name = 'Анна Кузнецова'")
    [(networks,)] = stage.house.rows("SELECT id FROM orgs_organisation WHERE slug = 'severnaya-set'")
    topics = json.dumps([f"agent-{annas}", f"organisation-{networks}"])
    for agent in (boyana, anna):
        agent.page.evaluate(NEW_HINTS % topics)
    stage.caller(TAMARA).dials(TROUBLE)
    until(lambda: len(set(anna.page.evaluate("window.heard"))) == 2, what="Anna's hints")
    assert boyana.page.evaluate("window.heard") == []


def test_the_phones_socket_is_for_the_signed_in_with_a_browser_phone(stage: Stage) -> None:
    address = stage.house.origin.replace("http", "ws") + "/sip"
    boyana = visitor(stage.house, "boyana")
    cookie = f"sessionid={boyana.cookies['sessionid']}"
    for headers in ({}, {"Cookie": cookie}):
        with pytest.raises(websockets.exceptions.InvalidStatus) as refused:
            websockets.sync.client.connect(
                address,
                subprotocols=["sip"],
                origin=stage.house.origin,
                additional_headers=headers,  # type: ignore[arg-type, list-item]
            )
        assert refused.value.response.status_code == 403


def test_an_agents_phone_can_not_dial_out(stage: Stage) -> None:
    anna = stage.ready("anna")
    answer = anna.page.evaluate(
        """async () => {
          const socket = new WebSocket(location.origin.replace('http', 'ws') + '/sip', 'sip');
          await new Promise(open => socket.onopen = open);
          const answer = new Promise(say => socket.onmessage = event => say(event.data.split('\\r\\n')[0]));
          socket.send(['INVITE sip:+79210000000@127.0.0.1 SIP/2.0', 'Via: SIP/2.0/WS x;branch=z9hG4bK1',
            'From: <sip:x@127.0.0.1>;tag=1', 'To: <sip:+79210000000@127.0.0.1>', 'Call-ID: 1', 'CSeq: 1 INVITE',
            'Max-Forwards: 70', 'Content-Length: 0', '', ''].join('\\r\\n'));
          return answer;
        }"""
    )
    assert answer == "SIP/2.0 403 Forbidden"
