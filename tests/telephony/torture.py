"""Messages that torture a SIP parser, written from the descriptions of RFC 4475; each is named as there.

Each is a function of where its sender is and which server it is sent to. Some are legal, most are not.
"""

from collections.abc import Callable, Mapping
from itertools import count
from uuid import uuid4

Message = Callable[[str, str], bytes]
_CALLED = "+78182550100"
_SDP = (
    "v=0\r\no=mhandley 29739 7272939 IN IP4 192.0.2.3\r\ns=-\r\nc=IN IP4 192.0.2.4\r\nt=0 0\r\n"
    "m=audio 49217 RTP/AVP 8\r\n"
)
_numbers = count(1)


def _fields(here: str, method: str) -> dict[str, str]:
    return {
        "Via": f"SIP/2.0/UDP {here};branch=z9hG4bK{uuid4().hex}",
        "Max-Forwards": "70",
        "From": f"<sip:torturer@{here}>;tag={next(_numbers)}",
        "To": f"<sip:{_CALLED}@yesline>",
        "Call-ID": uuid4().hex,
        "CSeq": f"9 {method}",
        "Contact": f"<sip:torturer@{here}>",
    }


def _message(
    method: str = "INVITE",
    *,
    line: str = "{method} sip:{called}@{server} SIP/2.0",
    body: str = _SDP,
    without: tuple[str, ...] = (),
    more: str = "",
    length: str | None = None,
    tail: str = "",
    **changed: str,
) -> Message:
    """A whole request with some of its fields changed (`call_id` is Call-ID), left out or added."""

    def made(here: str, server: str) -> bytes:
        fields = _fields(here, method) | {_name(name): text for name, text in changed.items()}
        fields = {name: text for name, text in fields.items() if name not in without}
        if body and "Content-Type" not in fields and "Content-Type" not in without:
            fields["Content-Type"] = "application/sdp"
        if "Content-Length" not in without:
            fields["Content-Length"] = length if length is not None else str(len(body))
        first = line.format(method=method, called=_CALLED, server=server)
        lines = [first, *(f"{name}: {text}" for name, text in fields.items()), *([more] if more else [])]
        return ("\r\n".join([*lines, "", ""]) + body + tail).encode("utf-8", "surrogateescape")

    return made


def _name(word: str) -> str:
    return {"call_id": "Call-ID", "cseq": "CSeq"}.get(word, word.replace("_", "-").title())


def _folded(here: str, server: str) -> bytes:
    """3.1.1.1 wsinv: folded lines, odd blanks, short names, unknown parameters; legal."""
    lines = [
        f"INVITE sip:{_CALLED}@{server};unknownparam SIP/2.0",
        f"TO :\r\n sip:{_CALLED}@yesline ;   tag    = 1918181833n",
        f'from   : "J Rosenberg \\\\\\""       <sip:torturer@{here}>\r\n  ;\r\n  tag = 98asjd8',
        "MaX-fOrWaRdS: 0068",
        f"Call-ID: wsinv.{uuid4().hex}@192.0.2.1",
        "Content-Length   : 0",
        "cseq: 0009\r\n  INVITE",
        f"Via  : SIP  /   2.0\r\n /UDP\r\n    {here};branch=z9hG4bK{uuid4().hex}",
        "s :",
        "NewFangledHeader:   newfangled value\r\n continued newfangled value",
        "UnknownHeaderWithUnusualValue: ;;,,;;,;",
        "Route:\r\n <sip:services.example.com;lr;unknownwith=value;unknown-no-value>",
        f'm:"Quoted string \\"\\"" <sip:torturer@{here}> ; newparam =\r\n      newvalue ;\r\n  secondparam ; q = 0.33',
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def _response(line: str, **changed: str) -> Message:
    def made(here: str, server: str) -> bytes:
        fields = _fields(here, "OPTIONS") | {"Via": f"SIP/2.0/UDP {server};branch=z9hG4bKfake"}
        fields |= {_name(name): text for name, text in changed.items()}
        return "\r\n".join(
            [line, *(f"{name}: {text}" for name, text in fields.items()), "Content-Length: 0", "", ""]
        ).encode()

    return made


_TWO_PARTS = (
    "--b\r\nContent-Type: application/sdp\r\n\r\n" + _SDP + "\r\n--b\r\nContent-Type: application/octet-stream\r\n"
    "Content-Transfer-Encoding: binary\r\n\r\n\x00\x01\x02--c\r\n--b--\r\n"
)
_BIG = "36893488147419103232"  # two to the sixty-fifth

MESSAGES: Mapping[str, Message] = {
    # 3.1.1 legal, and yet
    "wsinv": _folded,
    "intmeth": _message("!interesting-Method0123456789_*+`.%indeed'~", body=""),
    "esc01": _message(line="{method} sip:sips%3Auser%40example.com@{server} SIP/2.0"),
    "escnull": _message("REGISTER", body="", contact="<sip:%00@host5.example.com>", to="<sip:null-%00-null@yesline>"),
    "esc02": _message("RE%47IST%45R", body=""),
    "lwsdisp": _message("OPTIONS", body="", **{"from": "caller<sip:caller@example.com>;tag=323"}),
    "longreq": _message(
        to=f'"I have a user name of {"extreme " * 40}proportion"<sip:{"long" * 60}@yesline;{"unknownparam" * 10}=1>',
        more="Unknown-" + "Long" * 20 + "-Name: " + "unknown-value " * 60,
    ),
    "dblreq": _message("REGISTER", body="", tail="INVITE sip:joe@example.com SIP/2.0\r\nt: sip:joe\r\n\r\n"),
    "semiuri": _message("OPTIONS", line="{method} sip:user;par=u%40example.net@{server} SIP/2.0", body=""),
    "transports": _message(
        "OPTIONS", body="", more="Via: SIP/2.0/UNKNOWN t1.example.com\r\nVia: SIP/2.0/SCTP t2.example.com"
    ),
    "mpart01": _message("MESSAGE", body=_TWO_PARTS, content_type="multipart/mixed;boundary=b"),
    "unreason": _response("SIP/2.0 200 = 2**3 * 5**2 но сто девяносто девять - простое"),
    "noreason": _response("SIP/2.0 100 "),
    # 3.1.2 broken
    "badinv01": _message(contact="<sip:torturer@192.0.2.1>;;,;,,", via="SIP/2.0/UDP 192.0.2.15;;,;,,"),
    "clerr": _message(length="9999"),
    "ncl": _message(length="-999"),
    "scalar02": _message("REGISTER", body="", cseq=f"{_BIG} REGISTER", max_forwards="300", expires="1" + "0" * 40),
    "scalarlg": _response("SIP/2.0 503 Service Unavailable", cseq=f"{_BIG} OPTIONS", retry_after="9493028385030283"),
    "quotbal": _message(to=f'"Mr. J. User <sip:{_CALLED}@yesline>'),
    "ltgtruri": _message(line="{method} <sip:{called}@{server}> SIP/2.0"),
    "lwsruri": _message(line="{method} sip:{called}@{server}; lr SIP/2.0"),
    "lwsstart": _message(line="{method}  sip:{called}@{server}  SIP/2.0"),
    "trws": _message("OPTIONS", line="{method} sip:{called}@{server} SIP/2.0  ", body=""),
    "escruri": _message(line="{method} sip:{called}@{server}?Route=%3Csip:example.com%3E SIP/2.0"),
    "baddate": _message(date="Fri, 01 Jan 2010 16:00:00 EST"),
    "regbadct": _message("REGISTER", body="", contact="sip:user@example.com?Route=%3Csip:sip.example.com%3E"),
    "badaspec": _message("OPTIONS", body="", to=f'"Watson, Thomas" < sip:{_CALLED}@yesline >'),
    "baddn": _message("OPTIONS", body="", **{"from": "Bell, Alexander <sip:a.g.bell@example.com>;tag=43"}),
    "badvers": _message("OPTIONS", line="{method} sip:{called}@{server} SIP/7.0", body=""),
    "mismatch01": _message("OPTIONS", body="", cseq="8 INVITE"),
    "mismatch02": _message("NEWMETHOD", cseq="8 INVITE"),
    "bigcode": _response("SIP/2.0 4294967301 better not break the receiver"),
    # 3.2 transactions
    "badbranch": _message("OPTIONS", body="", via="SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK"),
    # 3.3 what the application sees
    "insuf": _message(without=("To", "From", "Call-ID", "Max-Forwards", "Contact")),
    "unkscm": _message("OPTIONS", line="{method} nobodyKnowsThisScheme:totallyopaquecontent SIP/2.0", body=""),
    "novelsc": _message("OPTIONS", line="{method} soap.beep://192.0.2.103:3002 SIP/2.0", body=""),
    "unksm2": _message("REGISTER", body="", to="isbn:2983792873", **{"from": "<http://www.example.com>;tag=3234233"}),
    "bext01": _message("OPTIONS", body="", require="nothingSupportsThis, nothingSupportsThisEither"),
    "invut": _message(content_type="application/unknownformat", body="<audio>\r\n <pcmu port='443'/>\r\n</audio>\r\n"),
    "regaut01": _message("REGISTER", body="", authorization='NoOneKnowsThisScheme opaque-data="here"'),
    "multi01": _message(more=f"CSeq: 59 INVITE\r\nCall-ID: other\r\nTo: <sip:{_CALLED}@yesline>\r\nMax-Forwards: 5"),
    "mcl01": _message("OPTIONS", body="", more="Content-Length: 5"),
    "bcast": _response("SIP/2.0 200 OK", via="SIP/2.0/UDP 255.255.255.255;branch=z9hG4bK1saber23"),
    "zeromf": _message("OPTIONS", body="", max_forwards="0"),
    "cparam01": _message("REGISTER", body="", contact="sip:+19725552222@gw1.example.net;unknownparam"),
    "regescrt": _message("REGISTER", body="", contact="<sip:user@example.com?Route=%3Csip:sip.example.com%3E>"),
    "sdp01": _message(accept="text/nobodyKnowsThis"),
    "inv2543": _message(
        without=("Max-Forwards", "Contact", "Content-Length"), via="SIP/2.0/UDP iftgw.example.com",
        **{"from": "<sip:+13035551111@ift.client.example.net;user=phone>", "to": f"sip:{_CALLED}@yesline"},
    ),
    # and what no message is
    "nothing": lambda _here, _server: b"",
    "zeros": lambda _here, _server: bytes(1400),
    "no end": lambda _here, _server: b"INVITE sip:" + b"a" * 60_000,
}  # fmt: skip
