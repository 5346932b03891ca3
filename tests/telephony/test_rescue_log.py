"""What the rescue plan wrote down is read in, once and whole."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from yesline.calls.ports import DutyLine
from yesline.telephony.rescue_log import RescuedCall, RescueLog
from yesline.telephony.switch import phones

ARRIVED = datetime(2026, 11, 19, 11, 47, tzinfo=UTC)


def line(step: str, after: int = 0, *, key: str = "c1", by: str = "", caller: str = "+79215550147") -> str:
    at = int(ARRIVED.timestamp()) + after
    return (
        f'{{"step":"{step}","key":"{key}","at":{at},"caller":"{caller}","dialled":"88182550100",'
        f'"trunk":"demo","by":"{by}"}}\n'
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "rescue.log"


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(ARRIVED.timestamp() + seconds, UTC)


def test_a_call_is_known_as_far_as_it_went(path: Path) -> None:
    path.write_text(line("arrived") + line("answered", 9, by="PJSIP/oleg") + line("ended", 60))
    assert RescueLog(path).news() == [
        RescuedCall(
            key="c1",
            caller_number="+79215550147",
            trunk="demo",
            dialled="88182550100",
            arrived_at=at(0),
            answered_at=at(9),
            answered_by="PJSIP/oleg",
            ended_at=at(60),
        )
    ]


def test_only_what_is_new_is_told_again(path: Path) -> None:
    path.write_text(line("arrived"))
    log = RescueLog(path)
    assert [call.ended_at for call in log.news()] == [None]
    assert log.news() == []
    path.write_text(path.read_text() + line("ended", 5) + line("arrived", 6, key="c2"))
    assert [(call.key, call.arrived_at, call.ended_at) for call in log.news()] == [
        ("c1", at(0), at(5)),
        ("c2", at(6), None),
    ]


def test_a_half_written_line_waits_for_its_end(path: Path) -> None:
    whole = line("arrived")
    path.write_text(whole[:40])
    log = RescueLog(path)
    assert log.news() == []
    path.write_text(whole)
    assert [call.key for call in log.news()] == ["c1"]


def test_a_spoilt_line_spoils_nothing_else(path: Path) -> None:
    path.write_text("{not json}\n" + line("arrived"))
    assert [call.key for call in RescueLog(path).news()] == ["c1"]


def test_what_could_not_be_told_is_told_again(path: Path) -> None:
    path.write_text(line("arrived"))
    log = RescueLog(path)
    first = log.news()
    log.again()
    assert log.news() == first


def test_a_caller_without_a_number_has_none(path: Path) -> None:
    path.write_text(line("arrived", caller=""))
    assert [call.caller_number for call in RescueLog(path).news()] == [None]


def test_no_log_is_no_news(path: Path) -> None:
    assert RescueLog(path).news() == []


def test_a_long_log_is_put_aside_once_every_call_in_it_is_over(path: Path) -> None:
    path.write_text(line("arrived") + line("ended", 1) * 1000 + line("arrived", key="c2"))
    log = RescueLog(path)
    log.news()
    log.put_aside()
    assert path.exists()
    path.write_text(path.read_text() + line("ended", 2, key="c2"))
    log.news()
    log.put_aside()
    assert not path.exists()
    path.write_text(line("arrived", key="c3"))
    assert [call.key for call in log.news()] == ["c3"]


def test_the_plan_names_each_number_as_a_trunk_may_spell_it() -> None:
    plan = phones.rescue_plan([DutyLine(dialled="+78182550100", endpoints=("PJSIP/oleg", "PJSIP/anna"))])
    for number in ("default", "+78182550100", "last10-8182550100", "last9-182550100", "last8-82550100"):
        assert f"[{number}]\nphone = PJSIP/oleg\nphone = PJSIP/anna\n" in plan


def test_nothing_but_plain_phones_and_numbers_gets_into_the_plan() -> None:
    evil = ("PJSIP/x\n[from-trunk]", "Local/1@x", "PJSIP/a&PJSIP/b", "PJSIP/oleg")
    lines = [DutyLine(dialled="+1]\n[x", endpoints=("PJSIP/oleg",)), DutyLine(dialled="100", endpoints=evil)]
    assert phones.rescue_plan(lines).splitlines()[1:] == [
        "[default]",
        "phone = PJSIP/oleg",
        "[100]",
        "phone = PJSIP/oleg",
    ]
