"""`bin/yesline call`: people of the example who phone the Yesline that runs on this home."""

import threading
from dataclasses import dataclass, field

from yesline.example import caller
from yesline.example.sip_phone import PhoneTrouble
from yesline.running import interruption, state
from yesline.running.home import Home
from yesline.running.terminal import Terminal

_MOST = 50


@dataclass(frozen=True)
class Line:
    """Where they call, and which of them a person answered."""

    home: Home
    sip: str
    dialled: str
    terminal: Terminal
    answered: list[bool] = field(default_factory=list)

    def call(self, one: caller.Demo) -> None:
        """Call and speak until it is over."""
        prefix = self.home.parts / "asterisk"
        say = self.terminal.say
        try:
            self.answered.append(caller.call(one, prefix=prefix, server=self.sip, dialled=self.dialled, say=say))
        except PhoneTrouble as trouble:
            self.answered.append(False)
            self.terminal.refuse(str(trouble))


def run(home: Home, terminal: Terminal, *, many: int, number: str | None, dialled: str | None) -> int:
    """Let `many` people call at once, or the one with `number`, until all are done or Ctrl-C."""
    running = state.read(home)
    if running is None or running.sip is None:
        terminal.refuse(f"No telephone runs on {home.root}. Start it in another terminal: bin/up")
        return 1
    if not 1 <= many <= _MOST:
        terminal.refuse(f"At most {_MOST} can call at once from here.")
        return 2
    if not (dialled or running.number):
        terminal.refuse("Without the example say which number to dial: bin/yesline call --dial NUMBER")
        return 2
    line = Line(home, running.sip, dialled or str(running.number), terminal)
    threads = [threading.Thread(target=line.call, args=(one,), daemon=True) for one in _people(many, number)]
    with interruption.heard():
        try:
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        except interruption.Asked:
            terminal.say("They hang up.")
            return 0
    return 0 if all(line.answered) and line.answered else 1


def _people(many: int, number: str | None) -> list[caller.Demo]:
    chosen: dict[str, caller.Demo] = {}
    while len(chosen) < many:
        one = caller.somebody(None if chosen else number, busy=frozenset(chosen))
        chosen[one.number] = one
    return list(chosen.values())
