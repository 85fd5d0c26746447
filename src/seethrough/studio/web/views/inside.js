/** Inside: the numbers of a sample, a unit or a weight, as lines that add up. */

import { classColour, css, paint, theme } from "../colour.js";
import { amount, count, few, h, sentence } from "../dom.js";
import { bareTable, numbersOf, unitTable, wayTable } from "../views/numbers.js";

const STAGES = { forward: "Forward", loss: "Loss", error: "Error", back: "Back", gradient: "Gradient", step: "Step" };

export function insideView(store) {
  const title = h("h2", {}, "Inside"), company = h("span", { class: "hint" });
  const tabs = h("div", { class: "tabs", role: "tablist", "aria-label": "Stages of one update" });
  const body = h("div", { class: "lines", tabindex: 0, role: "group", "aria-label": "Lines" });
  const view = { store, title, company, tabs, body, stage: "forward" };
  empty(view);
  store.on("inside", () => show(view));
  store.on("error", ({ of, text }) => {
    if (of !== "inspect") return;
    title.textContent = "Inside";
    company.textContent = "";
    tabs.replaceChildren();
    body.replaceChildren(h("p", { role: "alert" }, sentence(text)));
  });
  store.on("selection", () => { if (!store.selection) empty(view); });
  store.on("playing", () => panel.classList.toggle("old", store.playing && Boolean(store.inside)));
  store.on("state", () => { if (!store.selection) empty(view); });
  const panel = h("section", { class: "panel inside", tabindex: -1, "aria-label": "Inside" },
    h("div", { class: "bar" }, title, company), tabs, body,
    numbersOf(store, "Its map as numbers", unitTable, (of) => shown(of, "unit")?.share),
    numbersOf(store, "The answer without it as numbers", bareTable, (of) => shown(of, "unit")?.share),
    numbersOf(store, "Its way as numbers", wayTable, (of) => shown(of, "weight")));
  return panel;
}

/** What is shown, if it is one of these. */
function shown({ inside, selection }, what) {
  return selection?.what === what && inside?.what === what ? inside : null;
}

function empty({ title, company, tabs, body, store }) {
  title.textContent = "Inside";
  company.textContent = "";
  tabs.replaceChildren();
  store.emit("stage", null);
  body.replaceChildren(h("p", { class: "empty" }, "Click a point, a unit or an edge: its numbers stand here, each with the equation it comes from. "),
    h("p", { class: "empty" }, h("button", { onclick: () => store.select({ what: "sample", sample: Math.max(0, store.state.held.indexOf(0)) }) }, "Walk through one update"), " with the first point."));
}

function show(view) {
  const { store, title, company, tabs } = view, inside = store.inside, s = store.selection;
  if (!s || s.what !== inside.what) return;
  company.textContent = `after update ${count(inside.update)}, ${inside.with}`;
  if (inside.what === "sample") return sample(view, inside);
  store.emit("stage", null);
  tabs.replaceChildren();
  if (inside.what === "unit") unit(view, inside);
  else weight(view, inside);
}

function sample(view, inside) {
  const { store, title, tabs, body } = view, { labels, classes } = store.state;
  const label = classes.length ? classes[labels[inside.sample]] : few(labels[inside.sample]);
  title.textContent = `Point ${inside.sample + 1}: ${label}`;
  const names = inside.stages.map((stage) => stage.name);
  if (!names.includes(view.stage)) view.stage = "forward";
  const pick = (name) => {
    view.stage = name;
    const stage = inside.stages.find((one) => one.name === name);
    tabs.replaceChildren(...names.map((n, i) => h("button", {
      role: "tab", "aria-selected": String(n === name), tabindex: n === name ? 0 : -1,
      onclick: () => pick(n), onkeydown: (event) => {
        const to = { ArrowRight: names[i + 1], ArrowLeft: names[i - 1] }[event.key];
        if (to) { pick(to); tabs.querySelector("[aria-selected=true]").focus(); }
      },
    }, `${i + 1}. ${STAGES[n]}`)));
    put(body, stage.html);
    if (stage.more) body.append(h("p", { class: "hint" }, "The most important of many stand here: click a unit or an edge for its own."));
    store.emit("stage", name);
  };
  pick(view.stage);
}

function unit(view, inside) {
  const { store, title, body } = view, { widths, features } = store.state;
  const last = inside.layer + 2 === widths.length;
  title.textContent = last ? `Output ${inside.unit + 1}` : `Layer ${inside.layer + 1}, unit ${inside.unit + 1}`;
  put(body, inside.html);
  if (inside.share) body.prepend(share(store, inside));
  const name = (j) => (inside.layer ? `unit ${j + 1}` : features[j]);
  const edit = (from, value) => field(store, { layer: inside.layer, from, to: inside.unit }, value);
  body.append(h("h3", {}, "Its weights"), h("div", { class: "weights" },
    ...inside.weights.map((w, j) => h("label", {}, h("span", {}, name(j)), edit(j, w))),
    h("label", {}, h("span", {}, "bias"), edit(-1, inside.bias))),
    h("p", { class: "hint" }, "The chain rule of ", ...[...inside.weights.keys(), -1].flatMap((j) => [" ", look(store, inside, j, j < 0 ? "bias" : name(j))])),
    ...inside.weights.length ? [h("p", { class: "hint" }, "Type another value and press enter: the run goes on from there.")] : []);
}

/** The way to a weight without a mouse. */
function look(store, { layer, unit: to, sample }, from, name) {
  return h("button", { class: "link", onclick: () => store.select({ what: "weight", sample, layer, from, to }) }, name);
}

/** What a unit does for the answer: its map, and the answer if it always gave its mean. */
function share({ state }, { share: { high, moved, scores }, planes: [own, bare] }) {
  const percent = (v) => `${(100 * v).toFixed(1)}\u202f%`, { classes, curve } = state;
  const [score, told] = classes.length ? ["accuracy", percent] : ["R²", (v) => few(v, 3)];
  const part = classes.length ? `its share in the boundary: without it ${percent(moved)} of the plot has another answer`
    : `its share in the answer: without it the answer is ${few(moved)} away on average`;
  return h("div", { class: "share" },
    picture(own, false, curve, `its map, ±${few(high, 1)}`),
    picture(bare, classes.length > 2, curve, "the answer without it"),
    h("p", {}, sentence(part), `; ${score} ${told(scores[0])} becomes ${told(scores[1])}.`,
      h("span", { class: "hint" }, " Without it: it gives its mean everywhere.")));
}

function picture(plane, leads, curve, text) {
  const [, rows, columns] = plane.shape;
  const canvas = h("canvas", { width: columns, height: rows, role: "img", "aria-label": text });
  const pen = canvas.getContext("2d"), image = pen.createImageData(columns, rows);
  paint(image, plane, leads);
  pen.putImageData(image, 0, 0);
  return h("figure", { class: curve ? "strip" : "" }, canvas, h("figcaption", {}, text));
}

function weight(view, inside) {
  const { store, title, body } = view, at = { layer: inside.layer, from: inside.from, to: inside.to };
  const from = inside.from < 0 ? "bias" : `weight ${inside.from + 1} → ${inside.to + 1}`;
  title.textContent = `Layer ${inside.layer + 1}, ${from}`;
  put(body, inside.html);
  const rule = inside.solver === "sgd" ? "" : ` by ${inside.solver}'s rule`;
  body.prepend(h("div", { class: "facts" },
    h("label", {}, h("span", {}, "now"), field(store, at, inside.value)),
    inside.next === null ? null : h("p", {}, h("span", {}, `next${rule}`), h("b", {}, few(inside.next, 5))),
    history(inside.history)));
  body.append(h("h3", {}, "Who pushes it most"), h("ul", { class: "pushes" }, ...inside.pushes.map(([i, g]) => h("li", {},
    h("button", { class: "link", onclick: () => store.select({ what: "sample", sample: i }) }, `point ${i + 1}`),
    ` ${g > 0 ? "down" : "up"}: ${few(g, 5)} of its gradient`))),
    inside.pushes.length ? null : h("p", { class: "hint" }, "Nobody: no sample's error comes through to it."));
}

/** Lines from `explain`, whose names are escaped where they are made. */
function put(body, html) {
  body.innerHTML = html;
}

function field(store, at, value) {
  const props = { step: "any", value: Number(value.toPrecision(6)) };
  return amount("", props, (v) => store.ask({ type: "edit", ...at, value: v })).field;
}

function history(points) {
  const canvas = h("canvas", { width: 320, height: 84, role: "img", "aria-label": `Its way: from ${few(points[0][1])} to ${few(points.at(-1)[1])}` });
  const context = canvas.getContext("2d"), values = points.map(([, v]) => v), us = points.map(([u]) => u);
  const low = Math.min(...values, 0), high = Math.max(...values, 0), span = high - low || 1, length = us.at(-1) - us[0] || 1;
  const y = (v) => 78 - (72 * (v - low)) / span;
  context.strokeStyle = theme().line;
  context.beginPath();
  context.moveTo(0, y(0));
  context.lineTo(320, y(0));
  context.stroke();
  context.strokeStyle = css(classColour(0));
  context.lineWidth = 3;
  context.beginPath();
  points.forEach(([u, v]) => context.lineTo(2 + (316 * (u - us[0])) / length, y(v)));
  context.stroke();
  return h("figure", { class: "way" }, canvas, h("figcaption", {}, `its way, ${few(low, 2)} to ${few(high, 2)}`));
}
