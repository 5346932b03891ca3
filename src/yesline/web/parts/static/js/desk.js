// The desk: what moves on it, and the phone, which outlives every part of the page that is exchanged.
import { start } from "./behaviours.js";
import "./keys.js";
import "./rows.js";
import "./dialogs.js";
import "./undo.js";
import "./cards.js";
import "./know.js";
import "./offline.js";
import "./fill.js";
import "./stale.js";
import "../phone/sound_check.js";
import { startPhone } from "../phone/main.js";

start();
startPhone();
