/** The page: a host that reaches its session by a socket, and comes back when it drops. */

import { createStudio } from "./studio.js";
import { decodeFrame, encodeFrame } from "./wire.js";

const query = new URLSearchParams(location.search);
const token = query.get("token") ?? "";
const KEY = "seethrough-session", KEPT = "seethrough-kept";

/** The session's key. It is laid down only when the page goes: a tab that is doubled has a session of its own. */
const key = sessionStorage.getItem(KEY) ?? crypto.randomUUID?.() ?? String(Math.random()).slice(2);
sessionStorage.removeItem(KEY);
addEventListener("pagehide", () => sessionStorage.setItem(KEY, key));

let socket, wait = 250, waiting = [];

const host = {
  send(message, content) {
    const frame = content ? encodeFrame(message, content) : JSON.stringify(message);
    if (socket?.readyState === WebSocket.OPEN) socket.send(frame);
    else if (message.type !== "tick") waiting.push(frame);
  },
};
const studio = createStudio(document.getElementById("studio"), host);

/** The page's own copy of the state, for when the server is started anew. */
function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT));
  } catch {
    return null;
  }
}
studio.store.on("kept", ({ id, recipe }) => {
  if (!id) sessionStorage.setItem(KEPT, JSON.stringify(recipe));
});

/** Open the state that the address holds, if it holds one. */
function openLink() {
  if (!location.hash.startsWith("#s=")) return false;
  studio.openLink(location.hash.slice(3));
  history.replaceState(null, "", location.pathname + location.search);
  return true;
}
addEventListener("hashchange", openLink);

function welcome(head) {
  wait = 250;
  studio.store.inFlight = 0;
  studio.online();
  host.send({ type: "hello" });
  if (head.new && !openLink() && kept()) studio.offer(kept());
  for (const frame of waiting.splice(0)) socket.send(frame);
}

function connect() {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const place = `${scheme}://${location.host}/ws?token=${encodeURIComponent(token)}&key=${key}`;
  socket = new WebSocket(place);
  socket.binaryType = "arraybuffer";
  socket.onmessage = ({ data }) => {
    const { head, buffers } = decodeFrame(data);
    if (head.type === "welcome") welcome(head);
    else studio.store.take(head, buffers);
  };
  socket.onclose = ({ code }) => {
    studio.offline(code);
    if (code === 4403 || code === 4429) return;
    setTimeout(connect, wait);
    wait = Math.min(5000, wait * 2);
  };
}
connect();
