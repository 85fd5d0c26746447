/** The numbers of a picture as a table, for whoever does not see it, or wants to read it. */

import { few, h } from "../dom.js";

const MOST = 400; // rows that are shown at most
const PLACES = 9; // of a map, across and up

/** @typedef {{caption?: string, head: string[], rows: (string|number)[][]}} Table a row begins with what it is about */

/**
 * @param {any} store
 * @param {string} title what the numbers are of
 * @param {(store: any) => Table} read the table, for the state that is shown
 * @param {(store: any) => any} has whether there is such a picture now
 */
export function numbersOf(store, title, read, has = () => true) {
  const table = h("div", { class: "table", tabindex: 0, role: "group", "aria-label": title });
  const box = h("details", { class: "numbers" }, h("summary", {}, title), table);
  const fill = () => {
    if (store.playing || !store.frame) return;
    box.hidden = !has(store);
    if (box.hidden || !box.open) return;
    const { caption, head, rows } = read(store);
    const told = (v) => (typeof v === "number" ? few(v, 4) : v);
    table.replaceChildren(caption ?? "", h("table", {},
      h("tr", {}, ...head.map((name) => h("th", { scope: "col" }, name))),
      ...rows.slice(0, MOST).map(([of, ...row]) => h("tr", {}, h("th", { scope: "row" }, told(of)), ...row.map((v) => h("td", {}, told(v)))))),
    rows.length > MOST ? h("p", { class: "hint" }, `${rows.length - MOST} more are not shown.`) : "");
  };
  box.addEventListener("toggle", fill);
  for (const event of ["rest", "state", "playing", "inside", "selection"]) store.on(event, fill);
  return box;
}

/** The map in the plot: the answer's, or that of the unit that is looked at. */
export function plotTable({ state, frame: { answer, show, low, high } }) {
  return show ? unitMap(state, answer, high, show) : answerMap(state, answer, low, high);
}

/** The map of the second run's answer. */
export function secondTable({ state, other: { answer, low, high } }) {
  return answerMap(state, answer, low, high);
}

/** The map of the unit that is looked into. */
export function unitTable({ state, inside: { layer, unit, share, planes } }) {
  return unitMap(state, planes[0], share.high, [layer, unit]);
}

/** The answer's map without the unit that is looked into. */
export function bareTable({ state, inside: { share, planes } }) {
  return answerMap(state, planes[1], ...share.bare);
}

/** What the weight that is looked into has been. */
export function wayTable({ inside }) {
  return { head: ["update", "weight"], rows: inside.history.map(([u, v]) => [String(u), v]) };
}

function unitMap(state, bytes, high, [layer, unit]) {
  const told = rounded(high);
  return mapTable(state, bytes, (i) => told((high * (bytes[i] - 128)) / 127), `What unit ${unit + 1} of layer ${layer + 1} gives`);
}

function answerMap(state, bytes, low, high) {
  const { classes } = state, told = rounded(high - low), cells = bytes.length / 2;
  if (classes.length > 2) {
    return mapTable(state, bytes, (i) => `${classes[bytes[i]]} ${told(bytes[cells + i] / 255)}`, "The likeliest class, and how far its p is ahead of the next");
  }
  const caption = classes.length ? `The p of ${classes[1]}` : "The answer";
  return mapTable(state, bytes, (i) => told(low + ((high - low) * bytes[i]) / 255), caption);
}

/** Numbers in as many digits as a byte can tell apart, or a place on an axis. */
function rounded(span) {
  const digits = Math.max(0, 2 - Math.floor(Math.log10(span || 1)));
  return (v) => (Number(v.toFixed(digits)) || 0).toFixed(digits).replace("-", "−");
}

/** A map at some places, equally far apart, from the top left on, each read by its index; a curve has one row. */
function mapTable({ axes, reach: [left, right, bottom, top], curve }, { shape: [, rows, columns] }, read, caption) {
  const places = (cells) => Array.from({ length: Math.min(PLACES, cells) }, (_, k) => Math.floor(((k + 0.5) * cells) / PLACES));
  const across = places(columns), told = [rounded(right - left), rounded(top - bottom)];
  const x = (j) => told[0](left + ((j + 0.5) * (right - left)) / columns);
  if (curve) return { caption, head: [axes[0], "value"], rows: across.map((j) => [x(j), read(j)]) };
  const y = (i) => told[1](top - ((i + 0.5) * (top - bottom)) / rows);
  return { caption: `${caption}: ${axes[0]} across, ${axes[1]} up`, head: ["up ↓ across →", ...across.map(x)],
    rows: places(rows).map((i) => [y(i), ...across.map((j) => read(i * columns + j))]) };
}

/** Weights and biases, layer by layer. */
export function weightTable({ state: { widths, features }, frame: { theta } }) {
  const rows = [];
  let at = 0;
  for (let l = 0; l + 1 < widths.length; l++) {
    for (let j = 0; j <= widths[l]; j++) for (let k = 0; k < widths[l + 1]; k++) {
      const from = j === widths[l] ? "bias" : l ? `unit ${j + 1}` : features[j];
      rows.push([String(l + 1), from, `unit ${k + 1}`, theta[at++]]);
    }
  }
  return { head: ["layer", "from", "to", "weight"], rows };
}

/** Points, where they lie and of which class. */
export function pointTable({ state: { spots, labels, held, classes, axes } }) {
  const rows = Array.from(labels, (label, i) => [String(i + 1), spots[2 * i], spots[2 * i + 1],
    classes.length ? classes[label] : label, held[i] ? "test" : "training"]);
  return { head: ["point", ...axes, classes.length ? "class" : "number", "for"], rows };
}

/** Rows of the curves, the last ones first. */
export function curveTable({ curve }) {
  const head = ["update", "training loss", "penalty", "test loss", "training accuracy", "test accuracy", "‖∂L/∂θ‖"];
  const rows = [];
  for (let i = curve.length - head.length; i >= 0; i -= head.length) {
    const [update, ...marks] = curve.subarray(i, i + head.length);
    rows.push([String(update), ...marks]);
  }
  return { head, rows };
}
