/** The studio: its views put together, and the clock that makes it play. */

import { createStore } from "./store.js";
import { h, sentence } from "./dom.js";
import { headerView } from "./views/header.js";
import { dataView } from "./views/data.js";
import { networkView } from "./views/network.js";
import { mapView } from "./views/map.js";
import { trainingView } from "./views/training.js";
import { timelineView } from "./views/timeline.js";
import { curvesView } from "./views/curves.js";
import { insideView } from "./views/inside.js";
import { lessonsView } from "./views/lessons.js";
import { doctorView } from "./views/doctor.js";
import { keepView, unpacked } from "./views/keep.js";

const ELSEWHERE = new Set(["inspect", "export", "upload", "fix"]); // what is told where it happened
const CHECKS = 300; // milliseconds between two gradient checks
const LOOKS = 3000; // milliseconds between two looks of the doctor while playing

/**
 * @param {HTMLElement} root where to build it
 * @param {{send: (message: object, content?: ArrayBuffer) => void}} host the way to the session
 */
export function createStudio(root, host) {
  const store = createStore(host);
  const notice = h("div", { class: "notice", role: "status", hidden: true });
  const lessons = lessonsView(store), keep = keepView(store), doctor = doctorView(store);
  root.classList.add("studio");
  root.append(
    h("div", { class: "roof" }, headerView(store, { lessons, keep, doctor })), lessons,
    h("main", { class: "bench" },
      dataView(store),
      h("div", { class: "middle" }, networkView(store), trainingView(store)),
      h("div", { class: "right" }, mapView(store), curvesView(store)),
      timelineView(store), insideView(store)),
    keep, doctor, notice,
  );
  const say = (text, ...more) => {
    notice.hidden = !text;
    notice.replaceChildren(text, ...more);
  };
  let from = null; // what the words are about: they go when it is over
  store.on("error", ({ of, text }) => {
    if (ELSEWHERE.has(of)) return;
    from = "error";
    say(sentence(text), closer(say));
  });
  store.on("frame", () => {
    const { trouble } = store.frame;
    if (trouble) say(sentence(trouble), closer(say));
    else if (from === "trouble" && store.connected) say("");
    if (trouble || from === "trouble") from = trouble ? "trouble" : null;
  });
  for (const event of ["state", "selection"]) store.on(event, () => { if (from) { from = null; say(""); } });
  store.on("theme", (chosen) => { if (chosen) root.dataset.theme = chosen; });
  const end = run(store);
  return {
    store, end,
    online() { store.connected = true; say(""); },
    offline(code) {
      store.connected = false;
      store.stop();
      say(code === 4403 ? "This link is not the studio's any more. Open the one that the terminal shows."
        : code === 4429 ? "Too many people are in the studio. Try again in some minutes."
          : "The connection is gone. Trying again …");
    },
    openLink(link) {
      unpacked(link).then((recipe) => store.ask({ type: "restore", recipe }))
        .catch(() => say("This link holds no state that can be read.", closer(say)));
    },
    offer(recipe) {
      const restore = h("button", {
        onclick: () => { store.ask({ type: "restore", recipe }); say(""); },
      }, "Restore it");
      say("This session is new, but the page still has your state.", restore, closer(say));
    },
  };
}

function closer(say) {
  return h("button", { class: "quiet", "aria-label": "Close this message", onclick: () => say("") }, "✕");
}

/** The clock: on each frame of the screen a tick is asked for, two at most on their way. */
function run(store) {
  let alive = true;
  const beat = () => {
    if (!alive) return;
    if (store.playing && store.connected && store.inFlight < 2) {
      store.inFlight++;
      store.send({ type: "tick", n: store.speed, swift: true, show: store.show });
    }
    requestAnimationFrame(beat);
  };
  requestAnimationFrame(beat);
  store.on("playing", () => {
    if (store.playing) return;
    store.inFlight++;
    store.send({ type: "show", show: store.show });
    store.send({ type: "keep" });
    store.look();
  });
  let rest;
  store.on("rest", () => {
    clearTimeout(rest);
    rest = setTimeout(() => {
      if (store.playing) return;
      store.look();
      store.send({ type: "keep" });
    }, 120);
  });
  const checks = setInterval(() => {
    const at = store.frame && [store.state, store.frame.update, store.playing];
    if (!store.connected || !at || document.hidden || store.checked?.every((value, i) => value === at[i])) return;
    store.checked = at;
    store.send({ type: "check", swift: store.playing });
  }, CHECKS);
  let seen = 0, looked = null;
  const looks = setInterval(() => {
    const at = store.frame && [store.state, store.frame.update, store.frame.trouble];
    const known = looked?.every((value, i) => value === at[i]);
    if (!store.connected || !at || document.hidden || known || store.playing && Date.now() - seen < LOOKS) return;
    [seen, looked] = [Date.now(), at];
    store.send({ type: "diagnose" });
  }, CHECKS);
  return () => {
    alive = false;
    clearInterval(checks);
    clearInterval(looks);
  };
}
