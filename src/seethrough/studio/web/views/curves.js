/** The curves: loss, accuracy and gradient by update; the confusion matrix below them. */

import { classColour, css, theme } from "../colour.js";
import { choice, count, few, fitted, h, ratioOf } from "../dom.js";
import { curveTable, numbersOf } from "../views/numbers.js";

const N = 7;
const KINDS = {
  loss: { lines: [[1, "training loss", 0, []], [3, "test loss", 1, [6, 4]], [2, "penalty", 2, [2, 3]]], low: 0, unit: "loss of a sample, on average" },
  accuracy: { lines: [[4, "training", 0, []], [5, "test", 1, [6, 4]]], low: 0, high: 1, unit: "share of the points that are right" },
  gradient: { lines: [[6, "‖∂L/∂θ‖", 0, []]], low: 0, unit: "length of the gradient" },
};
const PAD = { left: 44, right: 10, top: 24, bottom: 22 };

export function curvesView(store) {
  const canvas = h("canvas", { role: "img", "aria-label": "Curves by update" });
  const kind = choice("show", [["loss", "loss"], ["accuracy", "accuracy"], ["gradient", "gradient norm"]], draw);
  const log = h("input", { type: "checkbox", onchange: draw });
  const rate = h("input", { type: "number", min: 0, max: 100, step: "any", placeholder: "off", "aria-label": "Rate of a second run, from the same start", onchange: compare });
  const legend = h("p", { class: "legend-line" }), hover = h("p", { class: "hover", role: "status" });
  const confusion = h("div", { class: "confusion", tabindex: 0, role: "group" });
  const plot = { store, canvas, at: null, legend, hover };
  let asked = false;
  function draw() {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => { asked = false; drawCurves(plot, kind.field.value, log.checked); });
  }
  function compare() {
    if (!rate.reportValidity()) return;
    const eta = rate.value === "" ? null : rate.valueAsNumber;
    store.ask({ type: "compare", values: eta === null ? null : { eta } });
  }
  fitted(canvas, () => drawCurves(plot, kind.field.value, log.checked));
  canvas.addEventListener("pointermove", (event) => { plot.at = event.offsetX; draw(); });
  canvas.addEventListener("pointerleave", () => { plot.at = null; draw(); });
  store.on("frame", draw);
  store.on("theme", draw);
  store.on("frame", () => store.frame.confusion !== undefined && showConfusion(store, confusion));
  store.on("frame", () => { if (document.activeElement !== rate) rate.value = store.other?.training.eta ?? ""; });
  return h("section", { class: "panel curves", "aria-label": "Curves" },
    h("div", { class: "bar" }, h("h2", {}, "Curves"), kind,
      h("label", { class: "field check" }, log, h("span", {}, "log")),
      h("label", { class: "field" }, h("span", {}, "second run η"), rate)),
    h("div", { class: "chart" }, canvas), legend, hover, confusion, numbersOf(store, "Curves as numbers", curveTable));
}

function drawCurves(plot, kind, log) {
  const { store, canvas } = plot, context = canvas.getContext("2d");
  if (!canvas.width || !store.frame) return;
  const { lines, low, high, unit } = KINDS[kind], rows = store.curve, other = store.other?.curve;
  const colours = theme(), ratio = ratioOf(canvas), width = canvas.width / ratio, height = canvas.height / ratio;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  const used = lines.filter(([c]) => any(rows, c));
  const range = limits([rows, ...(other ? [other] : [])], used, low, high, log);
  const last = Math.max(1, store.frame.last), first = store.frame.first;
  const x = (u) => PAD.left + ((u - first) / Math.max(1, last - first)) * (width - PAD.left - PAD.right);
  const f = log ? Math.log10 : (v) => v;
  const y = (v) => height - PAD.bottom - ((f(v) - f(range[0])) / (f(range[1]) - f(range[0]) || 1)) * (height - PAD.top - PAD.bottom);
  grid(context, range, log, y, width, height, colours, [first, last], x);
  context.textAlign = "left";
  context.fillText(kind === "accuracy" && !store.state.classes.length ? "R², the share of the variance that is explained" : unit, 2, 11);
  used.forEach(([column, , k, dash]) => {
    if (other && any(other, column)) stroke(context, other, column, x, y, css(classColour(k), 0.5), dash, log, 1);
    stroke(context, rows, column, x, y, css(classColour(k)), dash, log, 2);
  });
  cursor(context, x(store.frame.update), height, colours);
  const key = used.map(([, label]) => label).join(" · ") + (other ? " · thin: second run" : "");
  if (plot.legend.dataset.key !== key + colours.ink) {
    plot.legend.dataset.key = key + colours.ink;
    plot.legend.replaceChildren(...used.map(([, label, k, dash]) => item(label, css(classColour(k)), dash)), ...(other ? [h("span", {}, "thin: second run")] : []));
  }
  plot.hover.textContent = plot.at === null ? "" : read(rows, used, first + ((plot.at - PAD.left) / (width - PAD.left - PAD.right)) * (last - first));
}

function item(label, colour, dash) {
  const line = h("i", { class: !dash.length ? "" : dash[0] < 4 ? "dotted" : "dashed" });
  line.style.borderColor = colour;
  return h("span", {}, line, label);
}

function any(rows, column) {
  for (let i = column; i < rows.length; i += N) if (rows[i] > 0 || (rows[i] === 0 && column > 2)) return true;
  return false;
}

/** The least and the most that is drawn. @returns {[number, number]} */
function limits(tables, lines, low, high, log) {
  let least = Infinity, most = -Infinity;
  for (const rows of tables) for (const [c] of lines) for (let i = c; i < rows.length; i += N) {
    const v = rows[i];
    if (!Number.isFinite(v) || (log && v <= 0)) continue;
    if (v < least) least = v;
    if (v > most) most = v;
  }
  if (least > most) return log ? [0.1, 1] : [0, 1];
  if (log) return [10 ** Math.floor(Math.log10(least)), 10 ** Math.ceil(Math.log10(most) + 1e-9)];
  return [Math.min(low, least), high ?? nice(most)];
}

function nice(v) {
  const power = 10 ** Math.floor(Math.log10(v || 1));
  return [1, 1.5, 2, 3, 4, 5, 6, 8, 10].map((m) => m * power).find((m) => m >= v * 1.02) ?? v;
}

function grid(context, [low, high], log, y, width, height, colours, ends, x) {
  context.font = "11px Inter, system-ui, sans-serif";
  context.fillStyle = colours.muted;
  context.strokeStyle = colours.line;
  context.lineWidth = 1;
  context.setLineDash([]);
  context.textAlign = "right";
  context.textBaseline = "middle";
  const values = [];
  if (log) for (let v = low; v <= high * 1.01; v *= 10) values.push(v);
  else for (let i = 0; i <= 4; i++) values.push(low + (i / 4) * (high - low));
  for (const v of values) {
    context.beginPath();
    context.moveTo(PAD.left, y(v));
    context.lineTo(width - PAD.right, y(v));
    context.stroke();
    context.fillText(log && v < 0.01 ? v.toExponential(0).replace("-", "−") : String(Number(v.toPrecision(3))).replace("-", "−"), PAD.left - 6, y(v));
  }
  context.textBaseline = "alphabetic";
  context.textAlign = "left";
  context.fillText(count(ends[0]), PAD.left, height - 6);
  context.textAlign = "right";
  context.fillText(count(ends[1]), width - PAD.right, height - 6);
  context.textAlign = "center";
  context.fillText("update", (PAD.left + width - PAD.right) / 2, height - 6);
}

function stroke(context, rows, column, x, y, colour, dash, log, width) {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.lineJoin = "round";
  context.setLineDash(dash);
  context.beginPath();
  for (let i = 0; i < rows.length; i += N) {
    const v = rows[i + column];
    if (Number.isFinite(v) && !(log && v <= 0)) context.lineTo(x(rows[i]), y(v));
  }
  context.stroke();
  context.setLineDash([]);
}

function cursor(context, x, height, colours) {
  context.strokeStyle = colours.select;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(x, PAD.top);
  context.lineTo(x, height - PAD.bottom);
  context.stroke();
}

function read(rows, lines, wanted) {
  let best = -1;
  for (let i = 0; i < rows.length; i += N) if (best < 0 || Math.abs(rows[i] - wanted) < Math.abs(rows[best] - wanted)) best = i;
  if (best < 0) return "";
  return `update ${count(rows[best])}: ${lines.map(([c, label]) => `${label} ${few(rows[best + c], 4)}`).join(", ")}`;
}

function showConfusion(store, box) {
  const { confusion } = store.frame, { classes } = store.state;
  box.hidden = !confusion;
  if (!confusion) return;
  const most = Math.max(1, ...confusion.table.flat());
  const cell = (n, i, j) => {
    const td = h("td", { class: i === j ? "hit" : n ? "miss" : "" }, String(n));
    td.style.setProperty("--share", `${Math.round((60 * n) / most)}%`);
    return td;
  };
  const name = (k) => h("b", { title: classes[k] }, classes[k]);
  const told = `${confusion.of === "test" ? "Test" : "Training"} points: class by row, answer by column`;
  box.setAttribute("aria-label", told);
  box.replaceChildren(told, h("table", {},
    h("tr", {}, h("td", {}), ...classes.map((_, k) => h("th", { scope: "col" }, name(k)))),
    ...confusion.table.map((row, i) => h("tr", {}, h("th", { scope: "row" }, name(i)), ...row.map((n, j) => cell(n, i, j))))));
}
