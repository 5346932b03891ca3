"""Keyboard first: every key that does something is in the list `?` opens, and every key of that list does something."""

import re
from pathlib import Path

import pytest
from tests.web.conftest import Desk

from yesline.web import assets

TEMPLATES = assets.ROOT.parents[1] / "templates" / "desk"
SPOKEN = {"Ctrl ↵": "Ctrl+Enter", "Ctrl ⟵": "Ctrl+Backspace", "Ctrl Del": "Ctrl+Delete", "Ctrl O": "Ctrl+KeyO"}


def keys_of_buttons() -> set[str]:
    """Keys named by templates and by the modules that draw what stays in the browser (the strip of cards)."""
    paths = [*TEMPLATES.glob("*.html"), TEMPLATES.parent / "know" / "panel.html"]
    pages = "\n".join(path.read_text() for path in paths)
    scripts = "\n".join(path.read_text() for path in Path(assets.ROOT / "js").glob("*.js"))
    named = set(re.findall(r'\{% key "([^"]+)" %\}|data-row-key="([^"]+)"', pages))
    named |= {(key, "") for key in re.findall(r'dataset\.key = "([^"]+)"', scripts)}
    return {one or other for one, other in named}


def keys_of_list() -> set[str]:
    listed = re.findall(r'<kbd class="kbd">([^<]+)</kbd>', (TEMPLATES / "keys.html").read_text())
    plain = {SPOKEN.get(key, f"Key{key}" if re.fullmatch("[A-Z]", key) else key) for key in listed}
    # The digits are the open cards' (and the keypad's, while it is open); the arrows walk lists (rows.js); Ctrl K is
    # the box's, on every page.
    return {key for key in plain if key not in {"1", "9", "↑", "↓", "Ctrl K"}}


def test_the_list_names_every_key_and_no_other() -> None:
    space = {'{% translate "Space" context "the key" %}'}
    assert keys_of_list() - space | {"Space"} == keys_of_buttons()


@pytest.mark.django_db
def test_the_list_is_on_the_page_and_a_button_opens_it(anna: Desk) -> None:
    html = anna.page()
    assert '<dialog class="dialog dialog-wide" id="keys"' in html
    assert 'data-dialog="keys" data-key="?" aria-keyshortcuts="?"' in html
