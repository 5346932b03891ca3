// The only file that knows JsSIP. It turns it into five verbs and the events of phone_state.js.
import JsSIP from "../vendor/jssip-3.13.8.js";

const CODECS = ["PCMA", "opus", "PCMU"]; // alaw first: what the trunk speaks needs no transcoding
const EXPIRES = 120; // seconds; the switch forgets a phone that doesn't come back
const DECLINED = 603;
const [TONE_FOR, GAP] = [160, 100]; // ms

// `tell` gets {type, …}; `sound` gets the far end's stream.
export function openPhone({ user, secret, tell, sound }) {
  const socket = new JsSIP.WebSocketInterface(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/sip`);
  const ua = new JsSIP.UA({
    sockets: [socket],
    uri: `sip:${user}@yesline`,
    contact_uri: `sip:${user}@${crypto.randomUUID().slice(0, 8)}.invalid;transport=ws`,
    authorization_user: user,
    password: secret,
    register: true,
    register_expires: EXPIRES,
    session_timers: false,
    connection_recovery_min_interval: 1,
    connection_recovery_max_interval: 4,
    user_agent: "Yesline",
  });
  let call = null;

  function drop() {
    const gone = call;
    call = null;
    if (!gone.isEnded()) gone.terminate();
    tell({ type: "ended" });
  }

  ua.on("registered", () => tell({ type: "registered" }));
  ua.on("disconnected", () => tell({ type: "disconnected" }));
  ua.on("registrationFailed", ({ cause }) => tell({ type: cause === JsSIP.C.causes.CONNECTION_ERROR ? "disconnected" : "refused" }));
  ua.on("newRTCSession", ({ originator, session, request }) => {
    if (originator !== "remote") return;
    const auto = request.getHeader("X-Yesline-Auto") === "1";
    if (call && !auto) return session.terminate({ status_code: 486 });
    // The server brings the conversation back: what we still hold of it is dead.
    if (call) drop();
    call = session;
    const ended = () => call === session && drop();
    session.on("peerconnection", ({ peerconnection }) => {
      peerconnection.addEventListener("track", (event) => sound(event.streams[0] ?? new MediaStream([event.track])));
    });
    session.on("sdp", (event) => {
      if (event.originator === "local") event.sdp = preferring(event.sdp, CODECS);
    });
    session.on("accepted", () => tell({ type: "confirmed" }));
    session.on("ended", ended);
    session.on("failed", ended);
    tell({ type: "invite", auto });
  });
  ua.start();

  return {
    again: () => ua.register(),
    answer: (stream) => call?.answer({ mediaStream: stream, pcConfig: { iceServers: [] } }),
    decline: () => call?.terminate({ status_code: DECLINED }),
    speakInto: (track, muted) => {
      track.enabled = !muted;
      return call?.connection?.getSenders().find((one) => one.track?.kind === "audio")?.replaceTrack(track);
    },
    mute: (on) => (on ? call?.mute({ audio: true }) : call?.unmute({ audio: true })),
    digit: (one) => call?.sendDTMF(one, { transportType: "RFC2833", duration: TONE_FOR, interToneGap: GAP }), // RFC 4733's name of old
    close: () => ua.stop(),
  };
}

// The audio line of an SDP with our codecs first, in our order.
export function preferring(sdp, codecs) {
  const number = (codec) => sdp.match(new RegExp(`a=rtpmap:(\\d+) ${codec}/`, "i"))?.[1];
  return sdp.replace(/^(m=audio \d+ \S+) (.+)$/m, (_all, head, given) => {
    const first = codecs.map(number).filter(Boolean);
    const rest = given.trim().split(" ").filter((one) => !first.includes(one));
    return `${head} ${[...first, ...rest].join(" ")}`;
  });
}
