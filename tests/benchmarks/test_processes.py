"""Processor time and memory are summed by part, and of our own descendants only."""

import os
import subprocess
import sys

from benchmarks.lib import processes
from benchmarks.lib.processes import Process

ROLLUP = """55d0c0000000-7ffd3a000000 ---p 00000000 00:00 0                          [rollup]
Rss:               51200 kB
Pss:               40960 kB
Pss_Anon:          30000 kB
Shared_Clean:       9000 kB
"""


def named(words: str) -> str:
    return Process(pid=1, parent=0, words=words, cpu=0.0).part


def test_memory_is_the_proportional_share() -> None:
    assert processes.proportional(ROLLUP) == 40960 * 1024
    assert processes.proportional("") == 0


def test_each_process_is_of_one_part() -> None:
    assert named("/home/x/yesline/.venv/bin/python -m yesline.telephony ") == "controller"
    assert named("python -m yesline.running up ") == "supervisor"
    assert named("postgres: yesline_engine yesline [local] idle") == "PostgreSQL"
    assert named("ld-linux-x86-64.so.2 --argv0 asterisk --library-path /p/asterisk/root/lib … ") == "Asterisk"
    assert named("ld-linux-x86-64.so.2 --argv0 sipp --library-path /p/asterisk/root/lib … ") == "SIPp"
    assert named("python -m benchmarks.lib.bare /tmp/phones.txt ") == "bare"
    assert named("/bin/sleep 1 ") == "other"


def test_only_our_own_descendants_are_counted() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        found = [process.pid for process in processes.below(os.getpid())]
        child.communicate(b"\n")
    assert child.pid in found
    assert os.getpid() not in found


def test_what_was_spent_lies_between_two_moments() -> None:
    assert processes.spent({"a": 1.0, "b": 2.0}, {"a": 1.5, "b": 2.0, "c": 0.25}) == {"a": 0.5, "c": 0.25}
