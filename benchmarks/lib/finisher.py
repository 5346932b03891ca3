"""Agents who end their notes the moment they may: the web's own steps, in a process of the web's role.

`python -m benchmarks.lib.finisher AGENTS TARGET`: AGENTS is JSON, agent id → [user id, phone]. It listens to the hints
that browsers get. At each, for that agent: a transaction, `act_as`, the agent's line, and if a conversation is over,
`wrap_up.finish`. To TARGET goes a line of JSON for each: the phone, `asked_at` when the click would have reached the
server, `committing_at` just before COMMIT, `committed_at` just after (seconds since 1970). Runs until SIGTERM.
"""

import json
import queue
import sys
import threading
from pathlib import Path

import django

THREADS = 4


def main(listing: Path, target: Path) -> None:
    django.setup()
    from benchmarks.lib import finishing  # noqa: PLC0415  tables are known only after django.setup()

    agents = {int(number): (int(user), str(phone)) for number, (user, phone) in json.loads(listing.read_text()).items()}
    due: queue.SimpleQueue[int] = queue.SimpleQueue()
    writing = threading.Lock()

    def work() -> None:
        while True:
            user_id, phone = agents[due.get()]
            done = finishing.finish(user_id)
            if done is not None:
                with writing, target.open("a") as file:
                    file.write(json.dumps({"phone": phone, **done}) + "\n")

    for _ in range(THREADS):
        threading.Thread(target=work, daemon=True).start()
    for agent_id in finishing.hints(when_listening=lambda: print("ready", flush=True)):
        if agent_id in agents:
            due.put(agent_id)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
