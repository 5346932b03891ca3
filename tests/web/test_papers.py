"""Photos and papers come from the customer's page, and from us: kept, listed, opened by those who may."""

import hashlib
import io
import sys
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from tests.cast import Cast
from tests.web.conftest import Desk

from yesline.cases.models import Case, Paper, Said
from yesline.cases.papers import rules
from yesline.flows import ask, join, show
from yesline.journal.models import Entry
from yesline.web import papers

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: object) -> Path:
    cache.clear()
    settings.PAPERS = tmp_path / "papers"  # type: ignore[attr-defined]
    return tmp_path / "papers"


@pytest.fixture
def case(cast: Cast) -> Case:
    return cast.case(cast.cem, cast.anna)


def photo(kind: str = "JPEG", *, colour: str = "red") -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(written, kind)
    return written.getvalue()


class Page:
    """The customer's browser on the page of their case."""

    def __init__(self, case: Case) -> None:
        self.client = Client(headers={"accept-language": "en"})
        self.path = f"/o/{case.organisation.slug}/case/{show.link(case=case)}/"

    def send(self, *files: tuple[str, bytes], text: str = "", key: str = "", status: int = 302) -> str:
        given = [SimpleUploadedFile(name, content) for name, content in files]
        answer = self.client.post(
            f"{self.path}say/", {"kind": "words", "text": text, "key": key or str(uuid4()), "papers": given}
        )
        assert answer.status_code == status, answer.content.decode()
        return answer.content.decode()

    def read(self) -> str:
        return self.client.get(self.path).content.decode()


def kept(home: Path) -> list[Path]:
    return sorted(path for path in home.rglob("*") if path.is_file())


def test_a_photo_from_the_page_is_kept_whole_and_is_said(cast: Cast, case: Case, home: Path) -> None:
    page, red = Page(case), photo()
    page.send(("receipt.jpg", red), text="I paid on Monday")
    paper = Paper.objects.get()
    assert (paper.name, paper.kind, paper.size, paper.sha256, paper.by) == (
        "receipt.jpg", "jpeg", len(red), hashlib.sha256(red).hexdigest(), None,
    )  # fmt: skip
    assert [path.read_bytes() for path in kept(home)] == [red]
    assert "You sent receipt.jpg" in page.read()
    assert "I paid on Monday" in page.read()


@pytest.mark.parametrize(("kind", "content"), [("png", photo("PNG")), ("webp", photo("WEBP")), ("pdf", PDF)])
def test_what_it_is_is_told_by_what_is_in_it(case: Case, kind: str, content: bytes) -> None:
    Page(case).send(("no ending at all", content))
    assert Paper.objects.get().kind == kind


def test_papers_alone_are_a_reply_and_take_a_closed_case_up_again(cast: Cast, case: Case) -> None:
    ask.ask(seat=cast.seat(cast.anna), case_id=case.pk, text="A photo of the lamp?", at=cast.at)
    page = Page(case)
    page.send(("lamp.jpg", photo()))
    assert (Case.objects.get().asked_at, Said.objects.get().kind) == (None, "papers")
    page.client.post(f"{page.path}say/", {"kind": "works", "key": str(uuid4())})
    assert Case.objects.get().state == "closed"
    page.send(("again.jpg", photo(colour="blue")))
    assert Case.objects.get().state == "open"


def test_sent_twice_it_is_kept_once(case: Case, home: Path) -> None:
    page, key = Page(case), str(uuid4())
    page.send(("a.jpg", photo()), key=key)
    page.send(("a.jpg", photo()), key=key)
    page.send(("the same under another name.jpg", photo()))
    assert (Paper.objects.count(), len(kept(home))) == (1, 1)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("virus.jpg", b"MZ\x90\x00 this is a program", "“virus.jpg” is no photo and no PDF we can open"),
        ("half.png", photo("PNG")[:60], "“half.png” is no photo and no PDF we can open"),
        ("page.html", b"<html><script>alert(1)</script>", "“page.html” is no photo and no PDF"),
        ("nothing.jpg", b"", "“nothing.jpg” is empty"),
        ("film.jpg", photo() + b"\0" * rules.LARGEST, "“film.jpg” is too large: at most 10 MB"),
    ],
)
def test_what_cant_be_taken_is_refused_in_words_and_what_was_typed_stays(
    case: Case, home: Path, name: str, content: bytes, sentence: str
) -> None:
    said = Page(case).send(("fine.jpg", photo()), (name, content), text="See these", status=422)
    assert sentence in said
    assert "See these" in said
    assert (Paper.objects.count(), Said.objects.count(), kept(home)) == (0, 0, [])


def test_six_at_once_and_the_forty_first_are_refused(case: Case, home: Path) -> None:
    page = Page(case)
    six = [(f"{n}.jpg", photo(colour=f"#0000{n:02x}")) for n in range(6)]
    assert "At most 5 at once" in page.send(*six, status=422)
    for n in range(rules.MOST):
        Paper.objects.create(
            organisation=case.organisation, case=case, name="p", kind="pdf", size=1, sha256=f"{n}", path=f"{n}",
            at=case.first_reported_at,
        )  # fmt: skip
    assert "40 papers are all one case can have" in page.send(six[0], status=422)
    assert kept(home) == []


def test_more_than_all_papers_together_is_not_even_read(case: Case) -> None:
    answer = Page(case).client.post(
        f"/o/{case.organisation.slug}/letters/",
        b"x",
        content_type="text/plain",
        CONTENT_LENGTH=str(papers.MOST_BYTES + 1),
    )
    assert (answer.status_code, "too much at once" in answer.content.decode()) == (413, True)


@pytest.mark.parametrize(
    ("ends", "sentence"),
    [
        (0, ""),
        (1, "was refused: something in it is dangerous"),
        (2, "keep papers just now. Nothing of what you wrote is lost"),
    ],
)
def test_a_scan_may_refuse_a_paper(case: Case, home: Path, settings: object, ends: int, sentence: str) -> None:
    settings.PAPER_SCAN = f"{sys.executable} -c 'raise SystemExit({ends})'"  # type: ignore[attr-defined]
    said = Page(case).send(("a.jpg", photo()), text="Look", status=422 if sentence else 302)
    assert sentence in said
    assert len(kept(home)) == (0 if sentence else 1)


def test_a_disk_that_is_full_says_so_and_loses_no_words(
    case: Case, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(papers, "ROOM_KEPT", 10**18)
    said = Page(case).send(("a.jpg", photo()), text="What I typed", status=422)
    assert "keep papers just now" in said
    assert "What I typed" in said
    assert kept(home) == []


def test_a_link_of_nobodys_keeps_nothing(case: Case, home: Path) -> None:
    answer = Client().post(
        f"/o/{case.organisation.slug}/case/WzFd:nonsense/say/",
        {"kind": "words", "papers": [SimpleUploadedFile("a.jpg", photo())]},
    )
    assert (answer.status_code, kept(home)) == (404, [])


def test_whoever_works_on_the_case_opens_it_and_the_customer_is_told_who_did(cast: Cast, case: Case) -> None:
    page = Page(case)
    page.send(("receipt.jpg", photo()))
    paper, anna = Paper.objects.get(), Desk(cast.anna)
    assert f'href="/desk/cases/papers/{paper.pk}/"' in anna.page(f"/desk/cases/{case.pk}/")
    answer = anna.client.get(f"/desk/cases/papers/{paper.pk}/")
    assert b"".join(answer.streaming_content) == photo()  # type: ignore[arg-type]
    assert (answer["Content-Type"], answer["Content-Disposition"]) == ("image/jpeg", 'inline; filename="receipt.jpg"')
    assert "sandbox" in answer["Content-Security-Policy"]
    assert list(Entry.objects.filter(verb="paper.opened").values_list("by_agent_id", flat=True)) == [cast.anna.pk]
    assert "Anna, " in page.read().partition("Who looked at your data")[2]


def test_a_document_is_downloaded_and_never_opened_among_our_pages(cast: Cast, case: Case) -> None:
    Page(case).send(("договор.pdf", PDF))
    answer = Desk(cast.anna).client.get(f"/desk/cases/papers/{Paper.objects.get().pk}/")
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    answer.close()


def test_nobody_else_opens_it(cast: Cast, case: Case) -> None:
    Page(case).send(("receipt.jpg", photo()))
    paper = Paper.objects.get()
    unknown = Desk(cast.eve).page("/desk/cases/papers/4711/", status=404)
    assert Desk(cast.eve).page(f"/desk/cases/papers/{paper.pk}/", status=404) == unknown
    assert Client().get(f"/desk/cases/papers/{paper.pk}/").status_code == 302
    assert Entry.objects.filter(verb="paper.opened").count() == 0


def test_we_add_what_came_by_letter_and_the_history_says_who(cast: Cast, case: Case, home: Path) -> None:
    anna = Desk(cast.anna)
    answer = anna.client.post(
        f"/desk/cases/{case.pk}/do/papers/", {"papers": [SimpleUploadedFile("scan.pdf", PDF)]},
        headers={"hx-request": "true"},
    )  # fmt: skip
    assert answer.status_code == 200
    assert "Anna added the paper “scan.pdf”" in answer.content.decode()
    assert (Paper.objects.get().by, len(kept(home))) == (cast.anna, 1)
    assert "Anna put a paper here: scan.pdf" in Page(case).read()


def test_a_joined_cases_papers_are_the_whole_ones(cast: Cast, case: Case) -> None:
    other = cast.case(cast.cem, cast.anna)
    Page(other).send(("receipt.jpg", photo()))
    join.join(seat=cast.seat(cast.anna), case_id=case.pk, other_id=other.pk, why="the same", at=cast.at)
    assert "receipt.jpg" in Desk(cast.anna).page(f"/desk/cases/{case.pk}/")
    assert "receipt.jpg" in Page(case).read()


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("C:\\Users\\me\\receipt.jpg", "receipt.jpg"),
        ("../../etc/passwd", "passwd"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("", "without a name"),
        ("x" * 200 + ".jpg", "x" * 116 + ".jpg"),
    ],
)
def test_a_name_is_only_shown(given: str, shown: str) -> None:
    assert rules.name_of(given) == shown
