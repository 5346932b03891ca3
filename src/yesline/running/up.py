"""`bin/up`: everything on this machine, until Ctrl-C."""

import os
from collections.abc import Sequence
from dataclasses import replace

from yesline.running import children, interruption, leftovers, state
from yesline.running.home import Home
from yesline.running.house import House, Wishes
from yesline.running.supervisor import Supervisor
from yesline.running.terminal import Terminal
from yesline.running.trouble import CannotStart


def run(home: Home, wishes: Wishes, terminal: Terminal, *, example: bool | None = None) -> int:
    """Start, look after, stop. The exit code: 0 when it was asked to stop, 1 when it could not start.

    `example` is remembered with the home; None means as last time.
    """
    os.umask(0o022)
    try:
        home.prepare()
    except OSError as reason:
        terminal.refuse(f"{home.root} can't be used: {reason.strerror}. Choose another place: `bin/up --home DIR`.")
        return 1
    with state.held(home) as ours:
        if ours:
            return _run(home, wishes, terminal, example=example)
    return _already(home, terminal)


def _run(home: Home, wishes: Wishes, terminal: Terminal, *, example: bool | None) -> int:
    supervisor = Supervisor(terminal)
    house = House(home=home, wishes=wishes, terminal=terminal, supervisor=supervisor)
    with interruption.heard():
        try:
            leftovers.end(home, terminal)
            house.wishes = replace(wishes, example=with_example(home, chosen=example))
            house.start()
            _greet(house, terminal)
            supervisor.watch(when_restarted=house.note)
        except interruption.Asked:
            terminal.say("Stopping …")
        except (CannotStart, OSError) as reason:
            terminal.refuse(house.is_disk_full() or str(reason))
            return 1
        finally:
            interruption.deaf()
            supervisor.stop()
    terminal.say("Everything is stopped.")
    return 0


def with_example(home: Home, *, chosen: bool | None) -> bool:
    """Whether this home has the example; what is chosen is remembered."""
    without = home.root / "without-example"
    if chosen is False:
        without.touch()
    elif chosen:
        without.unlink(missing_ok=True)
    return not without.exists()


def _already(home: Home, terminal: Terminal) -> int:
    running = state.read(home)
    if running and not children.runs(running.pid):
        terminal.refuse(
            f"Yesline runs here, but its supervisor (process {running.pid}) is stopped: calls go on, nobody replaces "
            f"a part that ends.\nLet it go on: kill -CONT {running.pid}"
        )
        return 1
    if running and running.ready:
        terminal.say(f"Yesline already runs here: {running.origin} (process {running.pid}).")
        return 0
    terminal.say("Yesline is just being started or stopped by another process. Try again in a moment.")
    return 1


def _greet(house: House, terminal: Terminal) -> None:
    terminal.say()
    terminal.say(f"  Yesline runs:  {house.origin}", style="bold")
    for line in _people(house.people):
        terminal.say(line)
    if not house.wishes.example:
        terminal.say("  Without the example; `bin/up --example` brings it.")
    if house.founder:
        terminal.say(
            "  Nobody is here yet. Whoever opens this link sets up the first organisation (once, within a week):"
        )
        terminal.say(f"    {house.origin}/accounts/invitation/{house.founder}/", style="bold")
    if house.sip and house.number:
        terminal.say(f"  To call, dial {house.number} at sip:{house.sip}, or let `bin/yesline call` do it.")
    elif house.sip:
        terminal.say(f"  Telephones reach it at sip:{house.sip}.")
    else:
        terminal.warn("  There is no telephone; everything else works.")
    if house.wishes.lan:
        terminal.say(
            "  Other machines of this network may come in, once they trust this authority: copy\n"
            f"  {house.home.root}/yesline-authority.pem to them, and import it in the browser's settings\n"
            "  (Certificates → Authorities → Import)."
        )
    if house.wishes.lan and house.wishes.example:
        terminal.warn("  In this example whoever comes in can be anybody with one click.")
    terminal.say("  Ctrl-C stops everything.")


def _people(people: Sequence[Sequence[str]]) -> list[str]:
    if not people:
        return []
    return [
        "  Sign in with one click as:",
        *(f"    {name}, {organisation}, {role}" for _, name, organisation, role in people),
    ]
