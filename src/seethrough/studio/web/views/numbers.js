/** The numbers of a picture as a table, for whoever does not see it, or wants to read it. */

import { few, h } from "../dom.js";

const MOST = 400; // rows that are shown at most

/**
 * @param {any} store
 * @param {string} title what the numbers are of
 * @param {(store: any) => {head: string[], rows: (string|number)[][]}} read the table, for the state that is shown
 */
export function numbersOf(store, title, read) {
  const table = h("div", { class: "table", tabindex: 0, role: "group", "aria-label": title });
  const box = h("details", { class: "numbers" }, h("summary", {}, title), table);
  const fill = () => {
    if (!box.open || store.playing || !store.frame) return;
    const { head, rows } = read(store);
    const cell = (v) => h("td", {}, typeof v === "number" ? few(v, 4) : v);
    table.replaceChildren(h("table", {},
      h("tr", {}, ...head.map((name) => h("th", { scope: "col" }, name))),
      ...rows.slice(0, MOST).map((row) => h("tr", {}, ...row.map(cell)))),
    rows.length > MOST ? h("p", { class: "hint" }, `${rows.length - MOST} more are not shown.`) : "");
  };
  box.addEventListener("toggle", fill);
  for (const event of ["rest", "state", "playing"]) store.on(event, fill);
  return box;
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
