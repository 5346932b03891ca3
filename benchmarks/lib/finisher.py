"""Agents who end their notes as soon as they may: the web's own steps, in a process of the web's role.

`python -m benchmarks.lib.finisher AGENTS TARGET`: AGENTS is JSON, agent id → [user id, phone]. Ten times a second it
looks who is to end their notes (one query, so that looking costs the measured nothing worth mention), and for each does
what the page's button does: a transaction, `act_as`, `wrap_up.finish`. To TARGET goes a line of JSON for each: the
phone, `asked_at` when the click would have reached the server, `committing_at` just before COMMIT, `committed_at` just
after (seconds since 1970). Runs until SIGTERM.
"""

import json
import queue
import sys
import threading
import time
from pathlib import Path

import django

THREADS = 3
EVERY = 0.1  # seconds


def main(listing: Path, target: Path) -> None:
    django.setup()
    from benchmarks.lib import finishing  # noqa: PLC0415  tables are known only after django.setup()

    agents = {int(number): (int(user), str(phone)) for number, (user, phone) in json.loads(listing.read_text()).items()}
    due: queue.SimpleQueue[tuple[int, int]] = queue.SimpleQueue()
    writing = threading.Lock()

    def work() -> None:
        while True:
            agent_id, contact_id = due.get()
            user_id, phone = agents[agent_id]
            done = finishing.finish(user_id, contact_id)
            with writing, target.open("a") as file:
                file.write(json.dumps({"phone": phone, **done}) + "\n")

    for _ in range(THREADS):
        threading.Thread(target=work, daemon=True).start()
    somebody = next(iter(agents.values()))[0]
    seen: set[tuple[int, int]] = set()
    print("ready", flush=True)
    while True:
        for one in finishing.writing_notes(somebody):
            if one not in seen:
                seen.add(one)
                due.put(one)
        time.sleep(EVERY)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
