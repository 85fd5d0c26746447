/** The header: play and step, where training is, and how it does. */

import { turned } from "../colour.js";
import { amount, choice, count, few, h } from "../dom.js";

const SPEEDS = [[1, "1 update"], [5, "5 updates"], [20, "20 updates"], [100, "100 updates"]];
const ICONS = {
  play: "M7 4.5v15l12.5-7.5z", pause: "M6 4.5h4.2v15H6zM13.8 4.5H18v15h-4.2z",
  reset: "M5 4.5h2.6v15H5zM19 4.5v15L8.6 12z",
};

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

export function headerView(store, panels) {
  const play = h("button", {
    class: "play", "aria-label": "Play", title: "Play or pause (space)",
    onclick: () => (store.playing ? store.stop() : store.play()),
  }, icon("play"));
  const many = amount("", { value: 1000, min: 1, max: 1000000, "aria-label": "How many updates" }, () => {});
  const speed = choice("a frame", SPEEDS, (v) => (store.speed = Number(v)), "Updates between two pictures");
  speed.field.value = "5";
  const step = (type, more = {}) => () => store.ask({ type, ...more, show: store.show });
  const run = () => { if (many.field.reportValidity()) store.run(many.field.valueAsNumber); };
  const actions = {
    reset: h("button", { "aria-label": "Reset to the same start", title: "Reset to the same start (home)", onclick: step("reset") }, icon("reset")),
    single: h("button", { onclick: step("single"), title: "Make one update on one sample alone, the next in the plan's order" }, "+1 sample"),
    update: h("button", { onclick: step("tick", { n: 1 }), title: "Make one update: one batch, or what is left of it (→)" }, "+1 batch"),
    epoch: h("button", { onclick: step("epoch"), title: "Go on to the end of this epoch (shift →)" }, "+1 epoch"),
    fresh: h("button", { class: "quiet", onclick: step("reset", { fresh: true }), title: "Begin from other weights, drawn from another seed" }, "New start"),
  };
  const read = Object.fromEntries([
    ["update", "update"], ["epoch", "epoch"], ["loss", "loss"], ["test", "test loss"],
    ["accuracy", "accuracy"], ["tested", "test acc."],
  ].map(([name, label]) => [name, reading(label)]));
  const badge = h("span", { class: "badge", role: "status", title: "Every gradient by formula beside the slope measured by a small step" }, "gradients");
  const toggle = (panel) => () => panel.toggle();
  keys(store, actions);
  store.on("playing", () => {
    play.replaceChildren(icon(store.playing ? "pause" : "play"));
    play.setAttribute("aria-label", store.playing ? "Pause" : "Play");
    play.classList.toggle("on", store.playing);
  });
  store.on("frame", () => show(store, read));
  store.on("check", () => check(store, badge));
  return h("header", { class: "top" },
    h("h1", {}, "seethrough ", h("span", {}, "studio")),
    h("div", { class: "transport", role: "group", "aria-label": "Run" },
      actions.reset, play, actions.single, actions.update, actions.epoch,
      h("span", { class: "joined" }, many, h("button", { onclick: run, title: "Make this many updates at once" }, "Run")),
      speed, actions.fresh),
    h("dl", { class: "readings", "aria-label": "Where training is" }, ...Object.values(read).map((r) => r.element)),
    badge, panels.doctor.badge,
    h("div", { class: "tools" },
      h("button", { class: "quiet", onclick: toggle(panels.lessons), "aria-haspopup": "dialog" }, "Lessons"),
      h("button", { class: "quiet", onclick: toggle(panels.keep), "aria-haspopup": "dialog" }, "Keep"),
      h("button", { class: "quiet", title: "Light or dark", "aria-label": "Light or dark", onclick: () => store.emit("theme", turned()) }, "◐")));
}

function reading(label) {
  const value = h("dd", {}, "–");
  return { value, element: h("div", {}, h("dt", {}, label), value) };
}

function show(store, read) {
  const { update, epoch, batch, batches, sample, samples, marks } = store.frame;
  const rate = store.state?.classes.length ? (v) => (v === null ? "–" : `${(100 * v).toFixed(1)}\u202f%`) : (v) => few(v, 3);
  const texts = {
    update: count(update),
    epoch: count(epoch) + (batches > 1 ? ` + ${batch}/${batches}` : "") + (sample ? ` + ${sample}/${samples}` : ""),
    loss: few(marks.loss, 4), test: few(marks.test, 4),
    accuracy: rate(marks.accuracy), tested: rate(marks.test_accuracy),
  };
  for (const [name, text] of Object.entries(texts)) {
    if (read[name].value.textContent !== text) read[name].value.textContent = text;
  }
  const words = store.state?.classes.length ? ["accuracy", "test acc."] : ["R²", "test R²"];
  read.accuracy.element.firstChild.textContent = words[0];
  read.tested.element.firstChild.textContent = words[1];
}

function check(store, badge) {
  const { error, good, parameters, checked } = store.check, all = checked === parameters;
  badge.className = `badge ${good ? "good" : "bad"}`;
  const which = `${all ? "" : `${count(checked)} of `}${count(parameters)} gradients`;
  const text = good ? `✓ ${which}` : `✗ gradients off by ${few(error)}`;
  if (badge.textContent !== text) badge.textContent = text;
  badge.title = `${all ? "Every gradient" : `${checked} gradients, others each time, and a direction through all ${count(parameters)},`} `
    + `by formula beside the slope measured by a small step: largest relative error ${few(error)}`;
}

function keys(store, actions) {
  addEventListener("keydown", (event) => {
    const target = /** @type {Element} */ (event.target);
    const busy = target.closest?.("input, select, textarea, button, canvas, [role=dialog]");
    if (busy || event.ctrlKey || event.metaKey || event.altKey) return;
    const does = { " ": () => (store.playing ? store.stop() : store.play()),
      ArrowRight: () => (event.shiftKey ? actions.epoch : actions.update).click(), Home: () => actions.reset.click() }[event.key];
    if (!does) return;
    event.preventDefault();
    does();
  });
}
