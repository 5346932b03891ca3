"""What a caller hears while nobody talks to them: ringing, a notice, music."""

import asyncio
import contextlib
import logging
from collections.abc import Coroutine, Iterable, Sequence
from pathlib import Path
from typing import Any

from yesline.telephony.ari import client as ari
from yesline.telephony.ari import events

log = logging.getLogger(__name__)
_RING, _NOTICE, _TOLD, _MUSIC = "ring", "notice", "told", "music"
_ANY = (_RING, _NOTICE, _TOLD, _MUSIC)
_LONGEST_NOTICE = 5.0  # seconds before nobody waits for its end any longer


class Ears:
    """Callers' ears. A caller who has been answered, or has heard a notice, gets the ring tone as sound:
    from then on a phone listens to us and makes no tone of its own.
    """

    def __init__(self, connection: ari.Connection) -> None:
        self._asterisk = connection
        self._up: set[str] = set()
        self._listening: set[str] = set()  # unanswered, but sound flows already
        self._sounding: dict[str, set[str]] = {}  # what may sound to whom
        self._notices: dict[str, asyncio.Event] = {}
        self._late: dict[str, asyncio.Task[None]] = {}
        self._interrupted: set[str] = set()  # the ring tone is stopped for a moment
        self._in_line: set[str] = set()  # nobody talks to them yet: only they are told how it stands
        self._waiting: set[str] = set()  # of those, who hears music now, or words before it
        self._running: set[asyncio.Task[None]] = set()

    def adopt(self, channels: Iterable[events.Channel]) -> None:
        """Learn who was answered before us."""
        for channel in channels:
            self._sounding[channel.id] = set(_ANY)  # any of them may sound: we did not begin it
            self._in_line.add(channel.id)
            if channel.state == "Up":
                self._up.add(channel.id)

    def read(self, event: events.Event) -> None:
        """Keep track of who was answered, which notice is over, who is gone."""
        match event:
            case events.Began(channel=channel) | events.Changed(channel=channel) if channel.state == "Up":
                self._up.add(channel.id)
            case events.Played(playback_id=name) if name.startswith("notice-"):
                self._notice_over(name.removeprefix("notice-"))
            case events.Played(playback_id=name) if name.startswith("told-"):
                self._soon(self._music_again(name.removeprefix("told-")))
            case events.Destroyed(channel=channel):
                self._forget(channel.id)

    async def ring(self, channel: str, *, answer_after: float | None = None) -> None:
        """Let them hear ringing. A network that drops unanswered calls is answered after so many seconds."""
        self._in_line.add(channel)
        if channel in self._up or channel in self._listening:
            await self._play(channel, _RING, media="tone:ring")
        else:
            await self._asterisk.request("POST", f"channels/{channel}/ring")
        if answer_after is not None and channel not in self._up:
            self._stop_late(channel)
            self._late[channel] = asyncio.create_task(self._answer_late(channel, answer_after))

    async def notice(self, channel: str, sound: str) -> None:
        """A recorded sentence, then ringing again; returns when it has begun. A phone that picks up by itself may have
        been faster: whoever talks already hears nothing of it.
        """
        if channel not in self._in_line:
            return
        self._notices[channel] = asyncio.Event()
        self._listening.add(channel)
        await self._stop(channel, _RING)
        await self._play(channel, _NOTICE, media=_media(sound))

    def tell(self, channel: str, sounds: Sequence[str], *, language: str) -> None:
        """Words for somebody in line, if there are any, and then quiet music. What is under way is not begun anew;
        whoever was put through in this very moment hears nothing of it.
        """
        if channel in self._in_line and (sounds or channel not in self._waiting):
            self._waiting.add(channel)
            self._interrupted.discard(channel)
            self._soon(self._tell(channel, ",".join(map(_media, sounds)), language))

    async def _tell(self, channel: str, words: str, language: str) -> None:
        if notice := self._notices.get(channel):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(notice.wait(), _LONGEST_NOTICE)
        if channel in self._waiting:
            self._listening.add(channel)
        await self._stop(channel, _RING)
        if not words:
            await self._music_again(channel)
        elif channel in self._waiting:
            await self._stop(channel, _MUSIC)
            if channel in self._waiting:
                await self._play(channel, _TOLD, media=words, lang=language)

    async def _music_again(self, channel: str) -> None:
        if channel in self._waiting:
            await self.music(channel)

    async def music(self, channel: str) -> None:
        self._sounding.setdefault(channel, set()).add(_MUSIC)
        await self._asterisk.request("POST", f"channels/{channel}/moh")

    async def between_tones(self, channel: str, doing: Coroutine[Any, Any, None]) -> None:
        """Asterisk leaves what is asked of a channel until all is played, and so long answers nothing else:
        the ring tone is interrupted for it. Nothing is done while a person's voice is played.
        """
        sounding = self._sounding.get(channel, set())
        if sounding - {_RING, _MUSIC}:
            doing.close()
            return
        if _RING in sounding:
            self._interrupted.add(channel)
            await self._stop(channel, _RING)
        await doing
        if channel in self._interrupted:
            self._interrupted.discard(channel)
            await self.ring(channel)

    async def silence(self, channel: str, *, at_once: bool = False) -> None:
        """End ringing and music; a notice that has begun is heard to its end unless `at_once`."""
        self._interrupted.discard(channel)
        self._in_line.discard(channel)
        self._waiting.discard(channel)
        notice = self._notices.get(channel)
        if notice is not None and not at_once:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(notice.wait(), _LONGEST_NOTICE)
        self._notices.pop(channel, None)  # not before: its end is told by this name
        self._stop_late(channel)
        self._listening.discard(channel)
        for sound in _ANY:
            await self._stop(channel, sound)

    async def answer(self, channel: str) -> None:
        """Answer the caller, unless that was done."""
        if channel not in self._up:
            await self._asterisk.request("POST", f"channels/{channel}/answer")
            self._up.add(channel)

    async def _answer_late(self, channel: str, after: float) -> None:
        await asyncio.sleep(after)
        try:
            await self.answer(channel)  # which ends the music
            await (self.music(channel) if channel in self._waiting else self.ring(channel))
        except (ari.Refused, ari.Disconnected) as error:
            log.info("The caller on %s was not answered late: %s", channel, error)

    def _notice_over(self, channel: str) -> None:
        notice = self._notices.get(channel)
        if notice is not None:
            notice.set()
            if channel in self._in_line and channel not in self._waiting:  # nobody waits to be connected to them
                self._soon(self.ring(channel))

    def _forget(self, channel: str) -> None:
        self._up.discard(channel)
        self._listening.discard(channel)
        for among in (self._interrupted, self._in_line, self._waiting):
            among.discard(channel)
        self._sounding.pop(channel, None)
        self._stop_late(channel)
        notice = self._notices.pop(channel, None)
        if notice is not None:
            notice.set()

    def _stop_late(self, channel: str) -> None:
        late = self._late.pop(channel, None)
        if late is not None and late is not asyncio.current_task():
            late.cancel()

    def _soon(self, doing: Coroutine[Any, Any, None]) -> None:
        async def quietly() -> None:
            with contextlib.suppress(ari.Refused, ari.Disconnected):
                await doing

        task = asyncio.create_task(quietly())
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _play(self, channel: str, sound: str, *, media: str, lang: str | None = None) -> None:
        self._sounding.setdefault(channel, set()).add(sound)
        with contextlib.suppress(ari.Refused):  # it plays already
            await self._asterisk.request("POST", f"channels/{channel}/play/{sound}-{channel}", media=media, lang=lang)

    async def _stop(self, channel: str, sound: str) -> None:
        """Only what may sound: Asterisk needs as long to refuse a request as to fulfil one."""
        if sound not in self._sounding.get(channel, ()):
            return
        self._sounding[channel].discard(sound)
        where = f"channels/{channel}/moh" if sound == _MUSIC else f"playbacks/{sound}-{channel}"
        with contextlib.suppress(ari.Refused):
            await self._asterisk.request("DELETE", where)


def _media(sound: str) -> str:
    """Asterisk wants a file's name without its ending."""
    return f"sound:{Path(sound).with_suffix('')}" if sound.startswith("/") else f"sound:{sound}"
