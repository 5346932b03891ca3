"""What somebody who waits really hears: recorded at their telephone and held against the recordings that were played.

Two languages have recordings by people in Asterisk's packages; in the other two an organisation's own phrases are
played, here marked tones, which no file of the product contains.
"""

import asyncio
from pathlib import Path

import numpy as np
import pytest
import soundfile
from tests.telephony.conftest import Table, run, until
from tests.telephony.test_talking import ANNA_HZ, NOTICE_HZ, aside, desk, hears, notice, share

from yesline.calls import ports
from yesline.example import tones
from yesline.example.sip_phone import SipPhone
from yesline.example.tones import RATE, Samples
from yesline.routing import telling
from yesline.running import asterisk_sounds
from yesline.telephony.switch.facts import AgentAnswered, CallerLeft

pytestmark = pytest.mark.asterisk
_QUIET = 0.002  # of full scale; below, a second is silent
PLACE, SAID = 4, 8


def own_phrases(table: Table) -> dict[str, str]:
    """An organisation's phrases: each a tone of its own, with a beginning and an end."""
    folder = table.telephone.folder / "voices"
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)
    found = {}
    for number, name in enumerate(telling.PHRASES):
        path = tones.tone(folder / f"{name}.wav", 600 + 90 * number, 0.7)
        path.chmod(0o644)
        found[name] = str(path.with_suffix(""))
    return found


def recording(table: Table, sound: str, language: str) -> Samples:
    """What should be heard, as samples."""
    if sound.startswith("/"):
        return tones.read(Path(sound + ".wav"))[0][:, 0]
    path = asterisk_sounds.data_folder(table.telephone.prefix) / "sounds" / language / f"{sound}.gsm"
    samples, _ = soundfile.read(path, format="RAW", subtype="GSM610", samplerate=RATE, channels=1)
    return np.asarray(samples) * 32768


def word_at(heard: Samples, wanted: Samples) -> tuple[float, float]:
    """By the third of it that is most alike: a packet that a busy machine lost shifts the rest of a word."""
    return max((found_at(heard, part) for part in np.array_split(wanted, 3)), key=lambda found: found[1])


def found_at(heard: Samples, wanted: Samples) -> tuple[float, float]:
    """Where in what was heard a recording is, in seconds, and how much like it (1: the very same)."""
    size = 1 << (len(heard) + len(wanted)).bit_length()
    product = np.fft.rfft(heard, size) * np.conj(np.fft.rfft(wanted, size))
    match = np.fft.irfft(product, size)[: len(heard) - len(wanted) + 1]
    energy = np.concatenate([[0.0], np.cumsum(heard**2)])
    around = np.sqrt(np.maximum(energy[len(wanted) :] - energy[: -len(wanted)], 1.0))
    likeness = match / (around[: len(match)] * np.sqrt((wanted**2).sum()))
    best = int(likeness.argmax())
    return best / RATE, float(likeness[best])


def longest_silence(heard: Samples) -> float:
    """Seconds, in steps of a tenth."""
    step = RATE // 10
    loud = [tones.loudness(heard[at : at + step]) > _QUIET for at in range(0, len(heard) - step, step)]
    longest = run_of = 0
    for one in loud:
        run_of = 0 if one else run_of + 1
        longest = max(longest, run_of)
    return longest / 10


async def heard_by(phone: SipPhone, *, seconds: float) -> Samples:
    """So much of what reaches a telephone from now on."""
    before = len(tones.so_far(phone.hears))
    await until(
        lambda: len(tones.so_far(phone.hears)) > before + seconds * RATE, what=f"{seconds} s of sound", within=45
    )
    return tones.so_far(phone.hears)[before:]


async def listens(table: Table, sounds: tuple[str, ...], language: str, *, seconds: float) -> Samples:
    """Somebody rings, nobody is free, they are told; so much of what reached their telephone.

    They are answered before: baresip writes what it hears earlier than that into its file more than once.
    """
    async with desk(table) as room:
        await room.cem_dials()
        await room.switch.carry_out(ports.RingTone(channel=room.channel, answer_after=0.0))
        await aside(room.cem.wait, "CALL_ESTABLISHED")
        await hears(room.cem, 425)
        await room.switch.carry_out(ports.TellWaiting(channel=room.channel, sounds=sounds, language=language))
        heard = await heard_by(room.cem, seconds=seconds)
        room.cem.hang_up()
        await room.hears(CallerLeft)
    return heard


@pytest.mark.parametrize("language", ["ru", "uk", "bg", "en"])
def test_words_by_people_then_music_and_no_silence(table: Table, language: str) -> None:
    own = own_phrases(table) if language in {"uk", "bg"} else {}
    sounds = telling.words(PLACE, SAID, language=language, own=own)
    assert len(sounds) >= 4
    wanted = [recording(table, sound, language) for sound in sounds]
    spoken = sum(map(len, wanted)) / RATE
    heard = run(listens(table, sounds, language, seconds=spoken + 8))
    places = [word_at(heard, one) for one in wanted]
    assert [round(likeness, 1) for _, likeness in places if likeness < 0.85] == []
    assert [at for at, _ in places] == sorted(at for at, _ in places)
    after = heard[int((places[-1][0] + len(wanted[-1]) / RATE) * RATE) :]
    assert tones.loudness(after[-4 * RATE :]) > _QUIET  # music
    assert longest_silence(tones.sounding(heard)) <= 2.0


def test_where_nobody_has_recorded_anything_there_is_music_at_once(table: Table) -> None:
    heard = run(listens(table, (), "uk", seconds=5))
    assert tones.loudness(heard[-2 * RATE :]) > _QUIET
    assert longest_silence(tones.sounding(heard)) <= 2.0


def test_words_are_heard_before_the_network_must_be_answered(table: Table) -> None:
    async def story() -> None:
        async with desk(table) as room:
            await room.cem_dials()
            await room.switch.carry_out(ports.RingTone(channel=room.channel))
            words = (own_phrases(table)["place"],) * 4
            await room.switch.carry_out(ports.TellWaiting(channel=room.channel, sounds=words, language="bg"))
            await hears(room.cem, 600)
            assert "CALL_ESTABLISHED" not in [event.type for event in room.cem.events]
            room.cem.hang_up()
            await room.hears(CallerLeft)

    run(story())


def test_words_end_the_moment_somebody_answers(table: Table) -> None:
    """And whoever is put through in this very moment hears neither words nor music any more."""

    async def story() -> None:
        async with desk(table) as room:
            await room.anna_has_a_phone(answers="auto")
            await room.cem_dials()
            words = telling.words(34, 25, language="ru", own={})
            await room.switch.carry_out(ports.RingTone(channel=room.channel))
            await room.switch.carry_out(ports.TellWaiting(channel=room.channel, sounds=words, language="ru"))
            await until(lambda: tones.loudness(tones.so_far(room.cem.hears)[-RATE:]) > 0.01, what="words")
            await room.rings()
            await room.hears(AgentAnswered)
            await room.switch.carry_out(ports.Connect(contact_id=1, **room.legs))
            await room.switch.carry_out(ports.TellWaiting(channel=room.channel, sounds=words, language="ru"))
            await aside(room.cem.wait, "CALL_ESTABLISHED")
            await hears(room.cem, ANNA_HZ)
            await asyncio.sleep(1.5)  # the words would have begun again by now
            assert share(room.cem, ANNA_HZ) > 0.9
            await room.ends()

    run(story())


def test_who_is_put_through_during_the_notice_hears_nothing_but_their_agent_afterwards(table: Table) -> None:
    """Neither ringing that belonged after the notice, nor what a round of telling had asked for a moment earlier."""

    async def story() -> None:
        async with desk(table) as room:
            await room.anna_has_a_phone(answers="auto")
            await room.cem_dials()
            said = notice(table, 2.5)
            await room.switch.carry_out(ports.RingTone(channel=room.channel))
            await room.switch.carry_out(ports.PlayNotice(channel=room.channel, sound=said))
            await hears(room.cem, NOTICE_HZ)
            await room.rings()
            await room.hears(AgentAnswered)
            await room.switch.carry_out(ports.Connect(contact_id=1, **room.legs))
            await room.switch.carry_out(ports.TellWaiting(channel=room.channel, sounds=(), language="ru"))
            await hears(room.cem, ANNA_HZ)
            await asyncio.sleep(1.5)  # music would have begun by now
            assert share(room.cem, ANNA_HZ) > 0.9
            assert longest_silence(tones.sounding(tones.so_far(room.cem.hears))) <= 1.0  # put through as it ended
            await room.ends()

    run(story())


def test_a_notice_that_comes_after_the_answer_is_not_played_over_it(table: Table) -> None:
    """An agent whose phone picks up by itself may be faster than the notice; ringing would follow it for ever."""

    async def story() -> None:
        async with desk(table) as room:
            await room.anna_has_a_phone(answers="auto")
            await room.cem_dials()
            said = notice(table, 1.0)
            await room.switch.carry_out(ports.RingTone(channel=room.channel))
            await room.rings()
            await room.hears(AgentAnswered)
            await room.switch.carry_out(ports.Connect(contact_id=1, **room.legs))
            await room.switch.carry_out(ports.PlayNotice(channel=room.channel, sound=said))
            await hears(room.cem, ANNA_HZ)
            await asyncio.sleep(2.5)  # the notice would be over, and it would ring
            assert share(room.cem, ANNA_HZ) > 0.9
            await room.ends()

    run(story())


def test_music_goes_on_when_the_network_must_be_answered(table: Table) -> None:
    async def story() -> Samples:
        async with desk(table) as room:
            await room.cem_dials()
            await room.switch.carry_out(ports.RingTone(channel=room.channel, answer_after=2.0))
            await room.switch.carry_out(ports.TellWaiting(channel=room.channel))
            await aside(room.cem.wait, "CALL_ESTABLISHED")
            heard = await heard_by(room.cem, seconds=5)
            room.cem.hang_up()
            await room.hears(CallerLeft)
        return heard

    heard = run(story())
    assert tones.loudness(heard[-2 * RATE :]) > _QUIET
    assert tones.shares(heard[-2 * RATE :], RATE, 425.0) < 0.3  # no ring tone over it


def test_no_file_of_the_product_is_a_voice() -> None:
    """Voices come from people's packages and from the office; the product itself brings none along."""
    here = Path(tones.__file__).parents[1]
    assert [path.name for path in here.rglob("*") if path.suffix in {".wav", ".gsm", ".ogg", ".mp3", ".alaw"}] == []
