"""What browsers load: small modules, pinned libraries, nothing inline."""

import hashlib
import re
import subprocess
from pathlib import Path

import pytest
from tests.browser import node

from yesline.web import assets

ALL = sorted(path for path in assets.ROOT.rglob("*.*") if "vendor" not in path.parts)
MODULES = [path for path in ALL if path.suffix == ".js"]
OF_THE_DESK = [path for path in MODULES if path.parent.name in {"js", "phone"}]
TEMPLATES = sorted((assets.ROOT.parents[1] / "templates").rglob("*.html"))


def test_scripts_and_styles_of_our_own_are_light() -> None:
    """Everything we wrote, uncompressed, whichever page loads it; pictures and other people's files are not counted."""
    counted = {suffix: sum(path.stat().st_size for path in ALL if path.suffix == suffix) for suffix in (".js", ".css")}
    assert 50_000 < sum(counted.values()) <= 250_000, counted


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_a_module_is_read_at_one_sitting(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 100


def test_only_the_phones_know_their_library() -> None:
    """The desk's, and the visitor's on an organisation's page."""
    assert [path.name for path in MODULES if "jssip" in path.read_text().lower()] == ["line.js", "phone.js"]


def test_modules_import_files_that_are_there() -> None:
    missing = [
        f"{path.name}: {name}"
        for path in MODULES
        for name in re.findall(r'(?:from|import) "(\.[^"]+)"', path.read_text())
        if not (path.parent / name).resolve().is_file()
    ]
    assert missing == []


def test_vendored_files_are_the_pinned_ones() -> None:
    vendor = assets.ROOT / "vendor"
    pinned = dict(reversed(line.split("  ./")) for line in (vendor / "SHA256SUMS").read_text().splitlines())
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in vendor.glob("*.[jw]*")}
    assert found == pinned


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_pages_hold_no_script_and_no_style_of_their_own(path: Path) -> None:
    page = re.sub(r"\{%.*?%\}", "", path.read_text())  # a tag's own arguments are not the page's
    inline = re.findall(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", page)
    assert inline == []


def test_every_file_a_template_names_is_there() -> None:
    named = {name for path in TEMPLATES for name in re.findall(r"\{% asset ['\"]([^'\"]+)['\"] %\}", path.read_text())}
    assert sorted(name for name in named if not (assets.ROOT / name).is_file()) == []


def test_every_icon_a_page_uses_is_in_the_sprite() -> None:
    there = set(re.findall(r'<symbol id="([^"]+)"', (assets.ROOT / "img/icons.svg").read_text()))
    used = {name for path in TEMPLATES for name in re.findall(r'\{% icon "([^"]+)"', path.read_text())}
    assert used - there == set()


def test_the_address_of_files_changes_with_their_content() -> None:
    assert assets.url("css/tokens.css") == f"/static/{assets.version()}/css/tokens.css"
    assert re.fullmatch("[0-9a-f]{12}", assets.version())


def test_a_desk_fetches_all_its_modules_at_once() -> None:
    named = {address.rsplit("/", 1)[1] for address in assets.modules()}
    assert {path.name for path in OF_THE_DESK} | {"jssip-3.13.8.js"} == named


def test_a_name_that_is_no_file_is_a_mistake() -> None:
    with pytest.raises(FileNotFoundError):
        assets.url("css/nothing.css")


def test_the_modules_own_tests_pass() -> None:
    tests = sorted(map(str, Path(__file__).parent.glob("*.test.mjs")))
    run = subprocess.run([node(), "--test", *tests], capture_output=True, text=True, check=False, timeout=60)
    assert run.returncode == 0, run.stdout
