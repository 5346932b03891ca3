"""What is written about the code: links that lead somewhere, and pages that are not older than the code."""

import re
from pathlib import Path

import pytest
from tests.architecture.sources import CHECKOUT

from yesline.config import reference

PAPERS = sorted(CHECKOUT.glob("*.md")) + sorted((CHECKOUT / "docs").rglob("*.md"))
LINK = re.compile(r"\]\(([^)#]+)[^)]*\)")
MADE_BY_STORIES = "docs/screenshots/"


def name_of(path: Path) -> str:
    return str(path.relative_to(CHECKOUT))


@pytest.mark.parametrize("paper", PAPERS, ids=name_of)
def test_every_link_leads_somewhere(paper: Path) -> None:
    links = [link for link in LINK.findall(paper.read_text()) if "://" not in link and MADE_BY_STORIES not in link]
    assert [link for link in links if not (paper.parent / link).exists()] == []


@pytest.mark.parametrize("paper", PAPERS, ids=name_of)
def test_every_file_it_names_is_there(paper: Path) -> None:
    """Files of ours in backquotes, such as `flows/arrive.py`; what a person makes or a home holds is not meant."""
    named = re.findall(
        r"`((?:src|tests|bin|docs|deploy|flows|[a-z_]+)/[\w/]+\.(?:py|conf|md|sh|lock|txt))`", paper.read_text()
    )
    roots = (CHECKOUT, CHECKOUT / "src" / "yesline")
    assert [name for name in named if not any((root / name).exists() for root in roots)] == []


def test_what_is_written_from_the_code_is_up_to_date() -> None:
    stale = [name for name, make in reference.PAGES.items() if (reference.FOLDER / name).read_text() != make()]
    assert stale == [], "run python -m yesline.config.reference"


@pytest.mark.parametrize("decision", sorted((CHECKOUT / "docs" / "adr").glob("0*.md")), ids=name_of)
def test_a_decision_is_half_a_page_with_its_parts(decision: Path) -> None:
    text = decision.read_text()
    for part in ("**Date**", "**Status**", "**Context.**", "**Decision.**", "**Consequences.**"):
        assert part in text
    assert len(text.split()) < 400


def test_the_readme_is_one_screen() -> None:
    assert len((CHECKOUT / "README.md").read_text().splitlines()) <= 45
