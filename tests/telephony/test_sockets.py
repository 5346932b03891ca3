"""Who is not asked for is not heard: an idle switch has no open ear but on loopback."""

import socket
import subprocess
import sys

import pytest
from tests.listening import ears, outside
from tests.telephony.conftest import wait_until

from yesline.running import asterisk_sockets
from yesline.running.asterisk import Asterisk


@pytest.mark.asterisk
def test_the_switch_hears_loopback_only(telephone: Asterisk) -> None:
    process = telephone.process
    assert process is not None
    own = ("127.0.0.1", telephone.ports.sip)
    wait_until(lambda: not outside(ears([process.pid])), what="its ears to be turned inwards")
    assert own in ears([process.pid])


def test_a_socket_that_hears_everybody_is_turned_inwards_and_the_wished_one_is_left() -> None:
    program = (
        "import socket, sys\n"
        "two = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2)]\n"
        "[one.bind(('0.0.0.0', 0)) for one in two]\n"
        "print(*[one.getsockname()[1] for one in two], flush=True)\n"
        "sys.stdin.read()\n"
    )
    words = [sys.executable, "-c", program]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        turned, wished = map(int, other.stdout.readline().split())
        assert asterisk_sockets.still_open(other.pid, but=[wished]) == [turned]
        assert asterisk_sockets.turn_inwards(other.pid, but=[wished]) == []
        assert asterisk_sockets.still_open(other.pid, but=[wished]) == []
        assert sorted(ears([other.pid])) == [("0.0.0.0", wished), ("127.0.0.1", turned)]  # noqa: S104
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            stranger.connect(("127.0.0.1", turned))
            stranger.send(b"is anybody there")
            with pytest.raises(ConnectionRefusedError):
                stranger.recv(1)
        other.communicate("")
