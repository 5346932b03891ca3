"""What SIPp does: callers, the agents' phones, and the phones' registration."""

from pathlib import Path

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE scenario SYSTEM "sipp.dtd">\n<scenario name="yesline">\n'
_SOUND = """v=0
o=load 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio [{port}] RTP/AVP 8
a=rtpmap:8 PCMA/8000
a=ptime:20
"""
_ANSWER_HEAD = """SIP/2.0 {status}
[last_Via:]
[last_From:]
[last_To:];tag=[pid]a[call_number]
[last_Call-ID:]
[last_CSeq:]
Contact: <sip:[local_ip]:[local_port]>
"""
_PLAIN_200 = """<send><![CDATA[
SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:]
[last_Call-ID:]
[last_CSeq:]
Content-Length: 0

]]></send>
"""
_CALL_HEAD = """Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]
From: <sip:[field0]@[local_ip]:[local_port]>;tag=[pid]c[call_number]
To: <sip:[service]@[remote_ip]:[remote_port]>{to_tag}
Call-ID: [call_id]
CSeq: 1 {method}
Contact: <sip:[field0]@[local_ip]:[local_port]>
Max-Forwards: 70
"""
_AGENT_BYE = """<send retrans="500"><![CDATA[
BYE sip:yesline@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]
From: [$to];tag=[pid]a[call_number]
To: [$from]
Call-ID: [call_id]
CSeq: 7 BYE
Max-Forwards: 70
Content-Length: 0

]]></send>
<recv response="200"/>
"""
_REGISTER = """<send retrans="500"><![CDATA[
REGISTER sip:[remote_ip] SIP/2.0
Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]
From: <sip:[field0]@[remote_ip]>;tag=[pid]r[call_number]
To: <sip:[field0]@[remote_ip]>
Call-ID: [call_id]
CSeq: {sequence} REGISTER
Contact: <sip:[field0]@[field1]>
Expires: 3600
Max-Forwards: 70
{proof}Content-Length: 0

]]></send>
"""


def caller(folder: Path, *, sound: Path | None = None) -> Path:
    """Calls, is connected, and waits until the other side hangs up. With `sound` it speaks that file, looped; silent,
    it is asked for signs of life, and gives them.

    Field 0 of the injected file is the caller's number.
    """
    invite = (
        "INVITE sip:[service]@[remote_ip]:[remote_port] SIP/2.0\n"
        + _CALL_HEAD.format(to_tag="", method="INVITE")
        + "Content-Type: application/sdp\nContent-Length: [len]\n\n"
        + _offer(sound)
    )
    ack = (
        "ACK sip:[service]@[remote_ip]:[remote_port] SIP/2.0\n"
        + _CALL_HEAD.format(to_tag="[peer_tag_param]", method="ACK")
        + "Content-Length: 0\n\n"
    )
    asked = "".join(f'<recv request="{method}" optional="true" next="asked"/>\n' for method in ("OPTIONS", "UPDATE"))
    early = "".join(f'<recv response="{code}" optional="true"/>\n' for code in (100, 180, 183))
    return _written(
        folder / f"caller-{'speaks' if sound else 'mute'}.xml",
        f'<send retrans="500"><![CDATA[\n{invite}]]></send>\n{early}<recv response="200"/>\n'
        f"<send><![CDATA[\n{ack}]]></send>\n{_stream(sound)}"
        f'<label id="waits"/>\n{asked}<recv request="BYE"/>\n'
        f'{_PLAIN_200}<nop next="end"/>\n<label id="asked"/>\n{_PLAIN_200}<nop next="waits"/>\n'
        '<label id="end"/>\n<nop/>\n',
    )


def phone(folder: Path, *, ring_ms: int, talk_ms: tuple[int, int], sound: Path | None = None) -> Path:
    """An agent's phone: rings, answers, talks for a time drawn evenly from `talk_ms`, hangs up. Answers OPTIONS."""
    remember = "".join(
        f'<ereg regexp="[^\\r\\n]*" search_in="hdr" header="{name}:" assign_to="{kept}"/>'
        for name, kept in (("From", "from"), ("To", "to"))
    )
    answer = _ANSWER_HEAD.format(status="200 OK") + "Content-Type: application/sdp\nContent-Length: [len]\n\n"
    return _written(
        folder / f"phone-{ring_ms}-{talk_ms[0]}-{'speaks' if sound else 'mute'}.xml",
        '<recv request="OPTIONS" optional="true" next="asked"/>\n'
        f'<recv request="INVITE"><action>{remember}</action></recv>\n'
        f"<send><![CDATA[\n{_ANSWER_HEAD.format(status='180 Ringing')}Content-Length: 0\n\n]]></send>\n"
        f'<pause milliseconds="{ring_ms}"/>\n'
        f'<send retrans="500"><![CDATA[\n{answer}{_offer(sound)}]]></send>\n<recv request="ACK"/>\n{_stream(sound)}'
        f'<pause distribution="uniform" min="{talk_ms[0]}" max="{talk_ms[1]}"/>\n{_AGENT_BYE}'
        f'<nop next="end"/>\n<label id="asked"/>\n{_PLAIN_200}<label id="end"/>\n<nop/>\n',
    )


def registration(folder: Path) -> Path:
    """Registers phones: field 0 the phone's name, field 1 where it is reached, field 2 its proof (SIPp's own form)."""
    asked = _REGISTER.format(sequence=1, proof="")
    proved = _REGISTER.format(sequence=2, proof="[field2]\n")
    return _written(
        folder / "registration.xml", f'{asked}<recv response="401" auth="true"/>\n{proved}<recv response="200"/>\n'
    )


def _offer(sound: Path | None) -> str:
    return _SOUND.format(port="rtpstream_audio_port" if sound else "auto_media_port")


def _stream(sound: Path | None) -> str:
    return f'<nop><action><exec rtp_stream="{sound},-1,8"/></action></nop>\n' if sound else ""


def _written(path: Path, body: str) -> Path:
    path.write_text(f"{_HEAD}{body}</scenario>\n")
    return path
