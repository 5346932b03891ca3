"""A disk that fills, a real one: it is said early, then nobody is recorded any more, and everybody talks on."""

import asyncio
import contextlib
import logging
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.telephony.conftest import Table, run, wait_until
from tests.telephony.test_rescue import NUMBER, log, on_duty, share
from tests.telephony.test_watchdog import arrival, joined

from yesline.calls import ports
from yesline.example.sip_phone import SipPhone
from yesline.running.console import Console
from yesline.running.room_guard import NOTE, Bounds, RoomGuard
from yesline.running.switch_door import Door
from yesline.running.watchdog import end_recordings
from yesline.telephony.switch.switch import Switch

__all__ = ["log", "on_duty"]
pytestmark = pytest.mark.asterisk
MB = 1_000_000
SMALL = Bounds(speak_up=6 * MB, refuse=4 * MB, end=2 * MB)


@pytest.fixture
def small_disk(table: Table) -> Iterator[Path]:
    """A disk of 10 MB where recordings are taken down."""
    monitor = table.telephone.monitor
    owner = monitor.stat()
    how = f"size=10m,mode=0700,uid={owner.st_uid},gid={owner.st_gid}"
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", how, "tmpfs", monitor], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("only root may mount a disk, and not in every container")
    try:
        yield monitor
    finally:
        subprocess.run(["umount", "--lazy", monitor], check=True)


@pytest.fixture
def guard(table: Table) -> Iterator[RoomGuard]:
    folder = table.telephone.folder
    door = Door(url=table.telephone.ari_url, password=table.telephone.ari_password)
    console = Console(program=table.telephone.prefix / "bin" / "asterisk", folder=folder)
    yield RoomGuard(folder / "spool", end_running=lambda: end_recordings(door, console, folder), bounds=SMALL)
    (folder / "spool" / NOTE).unlink(missing_ok=True)


def fill(disk: Path, *, but: float) -> None:
    """Only so many MB are left."""
    (disk / "filler").unlink(missing_ok=True)
    free = shutil.disk_usage(disk).free
    with contextlib.suppress(OSError), (disk / "filler").open("wb", buffering=0) as filler:  # somebody writes there too
        filler.write(bytes(max(0, free - int(but * MB))))


async def talking(switch: Switch, table: Table, duty: dict[str, SipPhone], *, number: str, contact: int) -> str:
    """Somebody calls and Anna answers. Returns the caller's channel."""
    caller = table.caller(number, hz=440)
    await asyncio.to_thread(caller.dial, NUMBER)
    channel = await arrival(switch)
    answering = asyncio.create_task(joined(switch, "anna-s", caller=channel, contact=contact))
    await asyncio.to_thread(duty["anna-s"].wait, "CALL_INCOMING")
    duty["anna-s"].answer()
    await answering
    await asyncio.to_thread(wait_until, lambda: share(caller, 1300) > 0.9, what="Anna's voice")
    return channel


def test_it_is_said_then_running_recordings_end_and_the_call_goes_on(
    table: Table, on_duty: dict[str, SipPhone], small_disk: Path, guard: RoomGuard, caplog: pytest.LogCaptureFixture
) -> None:
    async def story() -> None:
        async with table.switch() as switch:
            channel = await talking(switch, table, on_duty, number="+79215550147", contact=81)
            raw = small_disk / f"{channel}.raw"
            await asyncio.to_thread(wait_until, lambda: raw.stat().st_size > 0, what="the recording")
            with caplog.at_level(logging.WARNING, logger="yesline.watchdog"):
                for left in (5.0, 3.0, 1.5):
                    fill(small_disk, but=left)
                    guard.look()
            so_far = raw.stat().st_size
            anna = on_duty["anna-s"]
            await asyncio.to_thread(wait_until, lambda: share(anna, 440) > 0.9, what="the caller's voice at Anna")
            heard = anna.hears.stat().st_size
            await asyncio.to_thread(
                wait_until, lambda: anna.hears.stat().st_size > heard + 32_000, what="two seconds more at Anna"
            )
            assert raw.stat().st_size - so_far < 32_000
            await switch.carry_out(ports.HangUp(channel=channel))

    run(story())
    assert [record.message.partition(" MB ")[2] for record in caplog.records] == [
        "are free on the disk of recordings.",
        "are left: calls go on, and are not recorded any more.",
    ]


def test_who_calls_then_is_answered_and_not_recorded_until_there_is_room(
    table: Table, on_duty: dict[str, SipPhone], small_disk: Path, guard: RoomGuard
) -> None:
    fill(small_disk, but=3)
    guard.look()

    async def story() -> list[bool]:
        recorded = []
        async with table.switch() as switch:
            for contact, left in ((82, None), (83, 9.0)):
                if left:
                    fill(small_disk, but=left)
                    guard.look()
                on_duty["anna-s"].events.clear()
                channel = await talking(switch, table, on_duty, number=f"+792155501{contact}", contact=contact)
                recorded.append((small_disk / f"{channel}.raw").exists())
                await switch.carry_out(ports.HangUp(channel=channel))
                await switch.carry_out(ports.HangUp(channel=f"offer-{contact}"))
                await asyncio.to_thread(on_duty["anna-s"].wait, "CALL_CLOSED")
        return recorded

    assert run(story()) == [False, True]


def test_on_a_disk_that_is_full_at_once_the_call_goes_on(
    table: Table, on_duty: dict[str, SipPhone], small_disk: Path
) -> None:
    async def story() -> None:
        async with table.switch() as switch:
            channel = await talking(switch, table, on_duty, number="+79215550149", contact=84)
            fill(small_disk, but=0)
            anna = on_duty["anna-s"]
            heard = anna.hears.stat().st_size
            await asyncio.to_thread(
                wait_until, lambda: anna.hears.stat().st_size > heard + 48_000, what="three seconds more at Anna"
            )
            assert share(anna, 440) > 0.9
            await switch.carry_out(ports.HangUp(channel=channel))

    run(story())
