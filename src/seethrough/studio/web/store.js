/** The store: what the session told last, what is selected, and who wants to know. */

const COLUMNS = 7;

/**
 * @param {{send: (message: object, content?: ArrayBuffer) => void}} host the way to the session
 */
export function createStore(host) {
  const listeners = {};
  const store = {
    choices: null, state: null, frame: null, inside: null, check: null, findings: null, rival: null, recipe: null,
    curve: new Float32Array(0), other: null, playing: false, speed: 5, connected: true,
    selection: null, show: null, inFlight: 0, goal: null, // the update that a run of many goes to
    on(name, listener) { (listeners[name] ??= []).push(listener); },
    emit(name, value) { for (const listener of listeners[name] ?? []) listener(value); },
    send(message, content) { host.send(message, content); },
    ask(message, content) { store.stop(); store.inFlight++; host.send(message, content); },
    run(n) {
      const { update, end } = store.frame, from = store.goal ?? update;
      store.ask({ type: "tick", n, show: store.show });
      store.goal = Math.min(from + n, end);
    },
    play() { if (!store.playing) { store.playing = true; store.emit("playing"); } },
    stop() {
      store.goal = null;
      if (!store.playing) return;
      store.playing = false;
      store.emit("playing");
    },
    select(selection) {
      const { held } = store.state;
      if (selection && selection.what !== "sample" && held[selection.sample]) {
        selection.sample = held.indexOf(0); // units and weights learn from no test sample
      }
      store.selection = selection;
      store.emit("selection");
      store.look();
    },
    look() {
      if (store.selection && !store.playing) store.send({ type: "inspect", ...store.selection });
    },
    take(head, buffers) { TAKEN[head.type]?.(store, head, buffers); },
  };
  return store;
}

const TAKEN = {
  choices(store, head) {
    store.choices = head;
    store.emit("choices");
  },
  state(store, head, [spots, labels, held, features]) {
    const fresh = !store.state || String(store.state.widths) !== String(head.widths);
    store.rival = null;
    store.state = { ...head, spots, labels, held, maps: features };
    if (fresh) { store.show = null; }
    const s = store.selection;
    if (s && (fresh && s.what !== "sample" || s.sample >= labels.length)) store.selection = null;
    store.emit("state");
  },
  frame(store, head, [answer, units, theta, rows, second, secondCurve]) {
    store.inFlight = Math.max(0, store.inFlight - 1);
    store.frame = { ...head, answer, units, theta };
    store.curve = head.whole ? rows : joined(store.curve, rows);
    store.other = head.other ? { ...head.other, answer: second, curve: secondCurve } : null;
    if (head.trouble) store.stop();
    store.emit("frame");
    if (head.left > 0 && store.goal !== null) {
      store.inFlight++;
      store.send({ type: "tick", n: head.left, show: store.show });
    } else if (head.update >= store.goal) store.goal = null;
    if (!store.playing && store.goal === null) store.emit("rest");
  },
  inside(store, head, planes) {
    store.inside = { ...head, planes };
    store.emit("inside");
  },
  check(store, head) {
    store.check = head;
    store.emit("check");
  },
  findings(store, head) {
    store.findings = head;
    store.emit("findings");
  },
  rival(store, head, [plane]) {
    store.rival = { ...head, plane };
    store.emit("rival");
  },
  kept(store, head) {
    store.recipe = head.recipe;
    store.emit("kept", head);
  },
  file(store, head, [bytes]) { store.emit("file", { ...head, bytes }); },
  error(store, head) {
    store.inFlight = Math.max(0, store.inFlight - 1);
    store.stop();
    store.emit("error", head);
  },
};

/** Rows of the curve put together, in the order of their updates. */
function joined(old, rows) {
  if (!rows.length) return old;
  const all = new Float32Array(old.length + rows.length);
  all.set(old);
  all.set(rows, old.length);
  if (!old.length || rows[0] >= old[old.length - COLUMNS]) return all;
  const starts = Array.from({ length: all.length / COLUMNS }, (_, i) => i * COLUMNS);
  starts.sort((a, b) => all[a] - all[b]);
  return Float32Array.from(starts.flatMap((at) => [...all.subarray(at, at + COLUMNS)]));
}
