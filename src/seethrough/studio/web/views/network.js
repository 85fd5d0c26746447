/** The network: the diagram is the display. Each unit shows its map, each edge its weight. */

import { classColour, css, mark, paint, theme } from "../colour.js";
import { few, fill, fitted, h, ratioOf } from "../dom.js";
import { numbersOf, weightTable } from "../views/numbers.js";

const SMALL = 25, HEAD = 62, FOOT = 14, NEAR = 6;

export function networkView(store) {
  const canvas = h("canvas", { "aria-hidden": "true" });
  const heads = h("div", { class: "heads" }), buttons = h("div", { class: "units" });
  const tip = h("div", { class: "tip", hidden: true });
  const depth = h("span", {}, "");
  const fewer = h("button", { class: "round", "aria-label": "One hidden layer less", onclick: () => deepen(store, -1) }, "−");
  const more = h("button", { class: "round", "aria-label": "One hidden layer more", onclick: () => deepen(store, 1) }, "+");
  const stage = h("div", { class: "diagram" }, h("div", { class: "surface" }, canvas), heads, buttons, tip);
  const view = { store, canvas, heads, buttons, tip, stage, plan: null, lit: null, tiles: null, near: null, answer: null, answered: null };
  const draw = () => drawNetwork(view);
  fitted(canvas, () => { layout(view); draw(); });
  let asked = false;
  store.on("frame", () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => { asked = false; draw(); });
  });
  store.on("state", () => {
    const n = store.state.widths.length - 2;
    depth.textContent = `${n} hidden ${n === 1 ? "layer" : "layers"}`;
    fewer.disabled = n === 0;
    more.disabled = n === store.choices?.depth;
    layout(view);
    draw();
  });
  store.on("theme", draw);
  store.on("selection", draw);
  store.on("stage", (name) => { view.lit = name; draw(); });
  pointer(view);
  return h("section", { class: "panel network", "aria-label": "Network" },
    h("div", { class: "bar" }, h("h2", {}, "Network"), h("span", { class: "stepper" }, fewer, depth, more)),
    stage, legend(), numbersOf(store, "Weights as numbers", weightTable));
}

/** How a sign is told, by shape and colour. */
function legend() {
  const sign = (kind, shapes, text) => h("span", { class: kind }, ...shapes.map((shape) => h("i", { class: shape })), h("b", {}, text));
  return h("p", { class: "legend-line signs" }, sign("above", ["", "square"], "above 0: solid, full"),
    sign("below", ["dashed", "square", "striped"], "below 0: dashed, hollow, striped"));
}

/** Begin with another network; the next press builds on it, also before the session has answered. */
function begin(store, values) {
  Object.assign(store.state.settings.network, values);
  store.ask({ type: "set", section: "network", values });
}

function deepen(store, by) {
  const { hidden, activations } = store.state.settings.network;
  const widths = by > 0 ? [...hidden, hidden.at(-1) ?? 4] : hidden.slice(0, -1);
  begin(store, { hidden: widths.slice(0, store.choices.depth), activations });
}

function widen(store, layer, by) {
  const hidden = [...store.state.settings.network.hidden];
  hidden[layer] = Math.max(1, Math.min(store.choices.width, hidden[layer] + by));
  begin(store, { hidden });
}

function bend(store, layer, name) {
  const activations = [...store.state.settings.network.activations];
  activations[layer] = name;
  begin(store, { activations });
}

/** Where each unit stands; the controls above the layers and the buttons on the units. */
function layout(view) {
  const { store, stage } = view;
  if (!store.state) return;
  const { widths } = store.state, width = stage.clientWidth, height = stage.clientHeight - HEAD - FOOT;
  if (width < 50) return;
  const columns = widths.length, pitch = width / columns;
  const sizes = widths.map((n) => Math.max(7, Math.min(46, height / n - 5, pitch * 0.62)));
  const at = widths.map((n, c) => {
    const x = pitch * (c + 0.5), step = Math.min(height / n, sizes[c] + 22), top = HEAD + (height - step * n) / 2;
    return Array.from({ length: n }, (_, i) => ({ x, y: top + step * (i + 0.5) }));
  });
  const starts = [0];
  for (let l = 0; l + 1 < columns; l++) starts.push(starts[l] + (widths[l] + 1) * widths[l + 1]);
  view.plan = { at, sizes, widths, starts, pitch };
  controls(view);
  handles(view);
}

function controls({ store, heads, plan }) {
  const { widths, pitch } = plan, { activations } = store.state.settings.network;
  const key = `${widths}|${activations}|${Math.round(pitch)}`;
  if (heads.dataset.key === key) return;
  heads.dataset.key = key;
  const kept = document.activeElement?.closest?.(".heads") ? document.activeElement.getAttribute("aria-label") : null;
  heads.replaceChildren(...widths.map((n, c) => {
    const hidden = c > 0 && c + 1 < widths.length;
    const name = c === 0 ? "inputs" : hidden ? "" : store.state.classes.length ? (n > 1 ? "softmax" : "sigmoid") : "sum";
    const box = h("div", { class: `head ${pitch < 74 ? "tight" : ""}` }, ...(hidden ? layerControls(store, c - 1, n, activations[c - 1]) : [h("b", {}, c === 0 ? String(n) : n > 1 ? String(n) : "answer"), h("small", {}, name)]));
    box.style.left = `${pitch * c}px`;
    box.style.width = `${pitch}px`;
    return box;
  }));
  if (kept) heads.querySelector(`[aria-label="${kept}"]`)?.focus();
}

function layerControls(store, layer, n, activation) {
  const where = `layer ${layer + 1}`;
  const select = h("select", { "aria-label": `Activation of ${where}`, onchange: () => bend(store, layer, select.value) });
  fill(select, store.choices?.activations ?? [activation]);
  select.value = activation;
  return [h("span", { class: "stepper" },
    h("button", { class: "round", "aria-label": `One unit less in ${where}`, disabled: n <= 1, onclick: () => widen(store, layer, -1) }, "−"),
    h("b", {}, String(n)),
    h("button", { class: "round", "aria-label": `One unit more in ${where}`, disabled: n >= 32, onclick: () => widen(store, layer, 1) }, "+")), select];
}

function handles({ store, buttons, plan }) {
  const { at, sizes, widths } = plan;
  const key = `${widths}|${store.state.features}|${sizes.map(Math.round)}|${buttons.clientWidth}|${buttons.clientHeight}`;
  if (buttons.dataset.key === key) return;
  buttons.dataset.key = key;
  buttons.replaceChildren(...at.slice(1).flatMap((column, l) => column.map(({ x, y }, k) => {
    const last = l + 2 === widths.length, size = sizes[l + 1];
    const look = () => { if (!last) ask(store, [l, k]); };
    const button = h("button", {
      "aria-label": last ? `Output ${k + 1}` : `Layer ${l + 1}, unit ${k + 1}`,
      onpointerenter: look, onfocus: look, onpointerleave: () => ask(store, null), onblur: () => ask(store, null),
      onclick: () => store.select({ what: "unit", sample: store.selection?.sample ?? 0, layer: l, unit: k }),
    });
    Object.assign(button.style, { left: `${x - size / 2}px`, top: `${y - size / 2}px`, width: `${size}px`, height: `${size}px` });
    return button;
  })), ...at[0].map(({ x, y }, j) => {
    const label = h("span", { class: "input" }, store.state.features[j]);
    label.style.top = `${y + sizes[0] / 2}px`;
    label.style.left = `${x}px`;
    label.style.maxWidth = `${plan.pitch}px`;
    label.hidden = widths[0] > 6;
    return label;
  }));
}

let later;
function ask(store, show) {
  clearTimeout(later);
  store.show = show;
  if (!store.playing) later = setTimeout(() => { store.inFlight++; store.send({ type: "show", show }); }, 60);
}

function drawNetwork(view) {
  const { store, canvas, plan } = view, context = canvas.getContext("2d"), { frame, state } = store;
  if (!plan || !frame || !canvas.width || frame.theta.length !== plan.starts.at(-1)) return;
  const ratio = ratioOf(canvas), colours = theme();
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, canvas.width / ratio, canvas.height / ratio);
  edges(context, view, colours);
  tiles(view);
  let unit = state.maps.shape[0];
  const { at, sizes, widths } = plan;
  at.forEach((column, c) => column.forEach(({ x, y }, k) => {
    const size = sizes[c], left = x - size / 2, top = y - size / 2, last = c + 1 === widths.length;
    context.fillStyle = css(colours.paper);
    context.fillRect(left, top, size, size);
    if (!last) {
      const index = c === 0 ? k : unit++;
      context.drawImage(view.tiles, 0, index * SMALL, SMALL, SMALL, left, top, size, size);
    } else output(context, view, k, left, top, size);
    frameOf(context, view, c, k, left, top, colours);
    if (c > 0) bias(context, view, c - 1, k, left, top, colours);
  }));
}

/** The maps of inputs and units, squares one below the other; the only row of a curve's fills its square. */
function tiles(view) {
  const { maps } = view.store.state, { units } = view.store.frame, size = SMALL * SMALL;
  const height = SMALL * Math.max(1, maps.shape[0] + (units.shape?.[0] ?? 0)), length = maps.length / maps.shape[0];
  if (!view.tiles || view.tiles.height !== height) {
    view.tiles = Object.assign(document.createElement("canvas"), { width: SMALL, height });
    view.image = view.tiles.getContext("2d").createImageData(SMALL, height);
  }
  const bytes = new Uint8Array(SMALL * height);
  let at = 0;
  for (const map of [maps, units]) for (let from = 0; from < map.length; from += length) {
    for (const end = at + size; at < end; at += length) bytes.set(map.subarray(from, from + length), at);
  }
  paint(view.image, bytes, false);
  view.tiles.getContext("2d").putImageData(view.image, 0, 0);
}

function output(context, view, k, left, top, size) {
  const { store, plan: { widths } } = view;
  const many = widths.at(-1) > 1;
  context.fillStyle = css(classColour(many ? k : 1), many ? 0.75 : 0.15);
  context.fillRect(left, top, size, size);
  if (many) {
    mark(context, k, left + size / 2, top + size / 2, size / 5);
    context.fillStyle = css(theme().paper);
    context.fill();
  }
  const { answer, show } = store.frame;
  if (many || store.state.curve) return;
  const [, rows, columns] = answer.shape;
  if (show) { // the answer's own map is not there now: the one before stays
    if (view.answer) context.drawImage(view.answer, left, top, size, size);
    return;
  }
  if (!view.answer || view.answer.width !== columns) {
    view.answer = Object.assign(document.createElement("canvas"), { width: columns, height: rows });
    view.answered = view.answer.getContext("2d").createImageData(columns, rows);
  }
  paint(view.answered, answer, false);
  view.answer.getContext("2d").putImageData(view.answered, 0, 0);
  context.drawImage(view.answer, left, top, size, size);
}

function frameOf(context, { store, lit, plan: { sizes, widths } }, c, k, left, top, colours) {
  const size = sizes[c], s = store.selection, last = c + 1 === widths.length;
  const chosen = s && s.what === "unit" && s.layer === c - 1 && s.unit === k;
  const stage = c > 0 && (lit === "forward" || (lit === "back" && !last) || ((lit === "error" || lit === "loss") && last));
  context.strokeStyle = chosen || stage ? colours.select : colours.muted;
  context.lineWidth = chosen ? 3 : stage ? 2 : 1;
  context.strokeRect(left, top, size, size);
}

/** A bias: a small square at the unit's corner, as large as it is; below zero blue and hollow. */
function bias(context, { store, plan, lit }, l, k, left, top, colours) {
  const { starts, widths, sizes } = plan, size = sizes[l + 1];
  const b = store.frame.theta[starts[l] + widths[l] * widths[l + 1] + k];
  const side = Math.min(size * 0.45, 5 + 5 * Math.min(1, Math.abs(b) / 2));
  context.fillStyle = css(classColour(b > 0 ? 1 : 0));
  context.strokeStyle = lit === "gradient" || lit === "step" ? colours.select : css(colours.paper);
  context.lineWidth = lit === "gradient" || lit === "step" ? 2 : 1.2;
  square(context, left, top + size, side);
  context.stroke();
  context.fillStyle = css(colours.paper);
  if (b < 0) square(context, left, top + size, side * 0.42);
}

function square(context, x, y, side) {
  context.beginPath();
  context.rect(x - side / 2, y - side / 2, side, side);
  context.fill();
}

const BINS = 12, SHOWN = 2.5; // widths that edges are drawn in, and the weight of the widest

/** An edge's dashes: one below zero has some, the longer the thicker it is. */
const dashes = (w, width) => (w < 0 ? [4 + 2 * width, 3 + width] : []);

/** The edges, those of a sign and width in one stroke; the chosen one on top, in a case of its own. */
function edges(context, { store, plan, near, lit }, colours) {
  const { at, widths, starts, sizes } = plan, { theta } = store.frame, s = store.selection;
  const pale = widths.length > 5 || Math.max(...widths) > 12 ? 0.7 : 1, bins = new Map(), top = [];
  for (let l = 0; l + 1 < widths.length; l++) for (let j = 0; j < widths[l]; j++) for (let k = 0; k < widths[l + 1]; k++) {
    const w = theta[starts[l] + j * widths[l + 1] + k], bin = Math.round(BINS * Math.min(1, Math.abs(w) / SHOWN));
    const chosen = s && s.what === "weight" && s.layer === l && s.from === j && s.to === k;
    const under = near && near.l === l && near.j === j && near.k === k;
    if (chosen || under) top.push([[at[l][j], at[l + 1][k], sizes[l], sizes[l + 1]], w, chosen]);
    else if (bin) {
      const key = w > 0 ? bin : -bin;
      if (!bins.has(key)) bins.set(key, []);
      bins.get(key).push([at[l][j], at[l + 1][k], sizes[l], sizes[l + 1]]);
    }
  }
  const bright = lit === "gradient" || lit === "step";
  for (const [bin, ends] of [...bins].sort(([a], [b]) => Math.abs(a) - Math.abs(b))) {
    const strength = Math.abs(bin) / BINS;
    context.beginPath();
    for (const edge of ends) curve(context, ...edge);
    const width = 0.5 + 4 * strength * pale;
    line(context, css(classColour(bin > 0 ? 1 : 0), bright ? 1 : pale * (0.16 + 0.7 * strength)), width, dashes(bin, width));
  }
  for (const [edge, w, chosen] of top) {
    context.beginPath();
    curve(context, ...edge);
    const width = 2 + 4 * Math.min(1, Math.abs(w) / SHOWN);
    if (chosen) line(context, colours.select, width + 5, []);
    if (chosen) line(context, css(colours.paper), width + 2, []);
    line(context, css(classColour(w > 0 ? 1 : 0)), width, dashes(w, width));
  }
  context.setLineDash([]);
}

function line(context, colour, width, dash) {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.setLineDash(dash);
  context.stroke();
}

function curve(context, a, b, before, behind) {
  const x0 = a.x + before / 2, x1 = b.x - behind / 2, middle = (x0 + x1) / 2;
  context.moveTo(x0, a.y);
  context.bezierCurveTo(middle, a.y, middle, b.y, x1, b.y);
}

/** The edge below the pointer: the same curves, with the height of each at the pointer's x. */
function under({ plan }, x, y) {
  if (!plan) return null;
  const { at, widths, sizes } = plan;
  let best = null, least = NEAR;
  for (let l = 0; l + 1 < widths.length; l++) {
    const x0 = at[l][0].x + sizes[l] / 2, x1 = at[l + 1][0].x - sizes[l + 1] / 2;
    if (x < x0 + 2 || x > x1 - 2) continue;
    const t = solved((x - x0) / (x1 - x0)), share = t * t * (3 - 2 * t);
    for (let j = 0; j < widths[l]; j++) for (let k = 0; k < widths[l + 1]; k++) {
      const d = Math.abs(at[l][j].y + share * (at[l + 1][k].y - at[l][j].y) - y);
      if (d < least) [best, least] = [{ l, j, k }, d];
    }
  }
  return best;
}

/** The parameter t at which the curve is at this share of its width: 1.5 t (1 − t) + t³ rising. */
function solved(share) {
  let low = 0, high = 1;
  for (let i = 0; i < 24; i++) {
    const t = (low + high) / 2;
    if (1.5 * t * (1 - t) + t ** 3 < share) low = t; else high = t;
  }
  return (low + high) / 2;
}

function pointer(view) {
  const { stage, tip, store } = view;
  const place = (event) => {
    const box = stage.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  stage.addEventListener("pointermove", (event) => {
    const [x, y] = place(event), near = event.target.closest("button, select") ? null : under(view, x, y);
    const changed = JSON.stringify(near) !== JSON.stringify(view.near);
    view.near = near;
    stage.style.cursor = near ? "pointer" : "";
    tip.hidden = !near;
    if (near) {
      const { starts, widths } = view.plan, w = store.frame.theta[starts[near.l] + near.j * widths[near.l + 1] + near.k];
      tip.textContent = `weight ${near.j + 1} → ${near.k + 1}: ${few(w)}`;
      tip.style.left = `${Math.min(x + 12, stage.clientWidth - 150)}px`;
      tip.style.top = `${y - 30}px`;
    }
    if (changed && !store.playing) drawNetwork(view);
  });
  stage.addEventListener("pointerleave", () => { view.near = null; tip.hidden = true; });
  stage.addEventListener("click", (event) => {
    const near = event.target.closest("button, select") ? null : under(view, ...place(event));
    if (near) store.select({ what: "weight", sample: store.selection?.sample ?? 0, layer: near.l, from: near.j, to: near.k });
  });
}
