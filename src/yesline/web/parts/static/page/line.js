// A visitor's call: one line, one call, no account. The server put the ticket for it into a cookie.
import JsSIP from "../vendor/jssip-3.13.8.js";
import { preferring } from "../phone/phone.js";

const CODECS = ["PCMA", "opus", "PCMU"];
const BUSY = new Set([JsSIP.C.causes.BUSY, JsSIP.C.causes.REJECTED]);

// `tell` gets ringing, talking, and then one of over, busy, lost; `sound` gets the far end's stream.
export function ring({ number, stream, tell, sound }) {
  const secure = location.protocol === "https:";
  const ua = new JsSIP.UA({
    sockets: [new JsSIP.WebSocketInterface(`${secure ? "wss" : "ws"}://${location.host}/sip/visitor`)],
    uri: "sip:page-visitor@yesline",
    contact_uri: `sip:page-visitor@${crypto.randomUUID().slice(0, 8)}.invalid;transport=ws`,
    register: false,
    session_timers: false,
    connection_recovery_min_interval: 1,
    connection_recovery_max_interval: 4,
    user_agent: "Yesline",
  });
  let call = null;
  let talks = false;

  function end(how) {
    ua.stop();
    tell(how);
  }

  ua.on("connected", () => {
    call ??= ua.call(`sip:${number}@yesline`, { mediaStream: stream, pcConfig: { iceServers: [] } });
  });
  ua.on("disconnected", () => call ?? end("lost"));
  ua.on("newRTCSession", ({ session }) => {
    call = session;
    session.on("sdp", (event) => {
      if (event.originator === "local") event.sdp = preferring(event.sdp, CODECS);
    });
    const heard = (connection) =>
      connection.addEventListener("track", (event) => sound(event.streams[0] ?? new MediaStream([event.track])));
    if (session.connection) heard(session.connection);
    else session.on("peerconnection", ({ peerconnection }) => heard(peerconnection));
    session.on("progress", () => tell("ringing"));
    session.on("accepted", () => {
      talks = true;
      tell("talking");
    });
    session.on("ended", ({ cause }) => end(cause === JsSIP.C.causes.RTP_TIMEOUT ? "lost" : "over"));
    session.on("failed", ({ originator, cause }) => end(originator === "local" && !talks ? "over" : BUSY.has(cause) ? "busy" : "lost"));
  });
  ua.start();

  return {
    hangUp: () => (call && !call.isEnded() ? call.terminate() : end("over")),
    mute: (on) => (on ? call?.mute({ audio: true }) : call?.unmute({ audio: true })),
  };
}
