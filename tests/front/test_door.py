"""Files, health, and pages behind the same door."""

import asyncio

import httpx
import pytest
from tests.cast import Cast
from tests.front.conftest import Door, Switch

from yesline.front import app, hub
from yesline.web import assets

pytestmark = pytest.mark.django_db(transaction=True)


def test_our_files_may_be_kept_for_ever_under_their_own_version(door: Door) -> None:
    now = httpx.get(f"{door.origin}{assets.url('css/tokens.css')}")
    before = httpx.get(f"{door.origin}/static/000000000000/css/tokens.css")
    assert (now.status_code, now.headers["Cache-Control"]) == (200, "public, max-age=31536000, immutable")
    assert (before.status_code, before.headers["Cache-Control"]) == (200, "no-cache")
    assert httpx.get(f"{door.origin}{assets.url('js/desk.js')}").headers["Content-Type"].startswith("text/javascript")


@pytest.mark.parametrize("path", ["x/../../views.py", "x/%2e%2e/%2e%2e/words.py", "x/", "", "x/css/nothing.css"])
def test_nothing_else_is_a_file(door: Door, path: str) -> None:
    assert httpx.get(f"{door.origin}/static/{path}").status_code == 404


def test_pages_are_served(cast: Cast, door: Door) -> None:
    page = httpx.get(f"{door.origin}/desk/", headers={**door.session(cast.anna), "Accept-Language": "en"})
    assert (page.status_code, "To the content" in page.text) == (200, True)


def test_health_says_what_answers(door: Door, switch: Switch, settings, monkeypatch: pytest.MonkeyPatch) -> None:
    sick = httpx.get(f"{door.origin}/healthz")
    assert (sick.status_code, sick.json()["database"]) == (503, "answers")
    monkeypatch.setattr(hub, "conninfo", lambda: "host=127.0.0.1 port=9 connect_timeout=1")
    settings.ARI_URL = ""
    worse = httpx.get(f"{door.origin}/healthz")
    assert (worse.status_code, worse.json()) == (503, {"database": "doesn't answer", "switch": "not configured"})


def test_nobody_is_let_in_before_the_process_is_warm() -> None:
    done: list[str] = []
    built = app.build(pages=None, files=assets.ROOT, version="x", warm_up=lambda: done.append("warm"))

    async def opened() -> None:
        async with built.router.lifespan_context(built):
            assert done == ["warm"]

    asyncio.run(opened())
