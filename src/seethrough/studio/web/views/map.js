/** The map: what the network, or one unit, answers all over the plot, and the points on it. */

import { classColour, css, mark, paint, theme } from "../colour.js";
import { choice, few, fitted, h, ratioOf } from "../dom.js";
import { numbersOf, plotTable, pointTable, secondTable } from "../views/numbers.js";

const NEAR = 9; // pixels

export function mapView(store) {
  const canvas = h("canvas", { "aria-hidden": "true" });
  const points = h("canvas", { tabindex: 0, role: "img", "aria-label": "The plot" });
  const title = h("h2", {}, "Answer");
  const axes = { x: h("span", { class: "axis-x" }), y: h("span", { class: "axis-y" }) };
  const ticks = h("div", { class: "ticks", "aria-hidden": "true" });
  const legend = h("ul", { class: "legend" });
  const spoken = h("p", { class: "spoken", role: "status" });
  const brush = choice("click", [["look", "looks at a point"]], () => {});
  const rival = h("button", { class: "quiet", "aria-pressed": "false", onclick: () => {
    if (store.rival) { store.rival = null; store.emit("rival"); } else store.send({ type: "rival" });
  } }, "Logistic regression");
  const compared = h("span", { class: "hint" });
  store.on("rival", () => {
    rival.setAttribute("aria-pressed", String(Boolean(store.rival)));
    const { accuracy, test_accuracy: test } = store.rival ?? {}, share = (v) => `${(100 * v).toFixed(1)} %`;
    compared.textContent = store.rival ? `dashed, ${share(accuracy)} right${test === null ? "" : `, ${share(test)} on the test`}` : "";
    draw();
  });
  const second = h("figure", { class: "second", hidden: true });
  const secondCanvas = h("canvas", { "aria-hidden": "true" });
  second.append(h("div", { class: "plot-small" }, secondCanvas), h("figcaption", {}));
  const plot = { store, canvas, points, image: null, drag: null, spoken };
  const draw = () => { drawMap(plot, canvas, store.frame?.answer); drawSecond(plot, secondCanvas, second); };
  const all = () => { draw(); drawPoints(plot); };
  const box = h("div", { class: "plot" }, h("div", { class: "surface" }, canvas), h("div", { class: "surface" }, points));
  const frame = h("div", { class: "frame" }, axes.y, box, ticks, axes.x);
  fitted(canvas, draw);
  fitted(points, () => drawPoints(plot));
  fitted(secondCanvas, draw);
  pointer(plot, brush);
  keyboard(plot, brush);
  let asked = false;
  store.on("frame", () => {
    store.emit("answer");
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      draw();
      if (store.state.curve) drawPoints(plot);
      const show = store.frame.show;
      title.textContent = show ? `Layer ${show[0] + 1}, unit ${show[1] + 1}` : "Answer";
    });
  });
  store.on("state", () => {
    const { classes, axes: names, reach, curve } = store.state;
    store.emit("rival");
    rival.hidden = classes.length === 0;
    axes.x.textContent = names[0];
    axes.y.textContent = names[1];
    axes.x.title = axes.y.title = `${names[0]} across, ${names[1]} up`;
    ticks.replaceChildren(...ticked(reach));
    const longest = Math.max(...[...ticks.querySelectorAll(".up")].map((tick) => tick.textContent.length));
    frame.style.setProperty("--left", `${22 + 7 * longest}px`);
    legend.replaceChildren(...marks(store.state));
    const adds = classes.length ? classes.map((name, k) => [`add ${k}`, `adds ${name}`]) : curve ? [["add 0", "adds a point"]] : [];
    const was = brush.field.value;
    brush.field.replaceChildren(...[["look", "looks at a point"], ...adds].map(([value, text]) => h("option", { value }, text)));
    brush.field.value = [...brush.field.options].some((o) => o.value === was) ? was : "look";
    points.setAttribute("aria-label", `${store.state.title}: ${store.state.labels.length} points. Arrow keys go from point to point, enter looks inside, delete takes one away.`);
    drawPoints(plot);
  });
  store.on("selection", () => drawPoints(plot));
  store.on("theme", () => { all(); if (store.state) legend.replaceChildren(...marks(store.state)); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => store.emit("theme"));
  return h("section", { class: "panel map", "aria-label": "Answer" }, h("div", { class: "bar" }, title, brush),
    frame, legend,
    h("p", { class: "rival" }, rival, compared), second,
    numbersOf(store, "Map as numbers", plotTable),
    numbersOf(store, "Second map as numbers", secondTable, () => store.other),
    numbersOf(store, "Points as numbers", pointTable), spoken);
}

/** What the points' shapes mean. */
function marks({ classes, curve, labels, held }) {
  const names = classes.length || curve ? classes : ["below", "above"].map((side) => `${side} ${few(middle(labels))}`);
  return [...names.map((name, k) => h("li", {}, swatch(k), name)), ...(held.some((v) => v) ? [h("li", {}, "hollow: test")] : [])];
}

/** Half-way between the least number and the greatest. */
const middle = (labels) => (labels.reduce((a, b) => Math.min(a, b)) + labels.reduce((a, b) => Math.max(a, b))) / 2;

function swatch(k) {
  const canvas = h("canvas", { width: 28, height: 28, "aria-hidden": "true" });
  const context = canvas.getContext("2d");
  context.fillStyle = css(classColour(k));
  mark(context, k, 14, 14, 9);
  context.fill();
  return canvas;
}

function ticked([left, right, bottom, top]) {
  const spots = (low, high) => {
    const step = 10 ** Math.floor(Math.log10((high - low) / 2)), fine = (high - low) / step > 6 ? 2 * step : step;
    const found = [];
    for (let v = Math.ceil(low / fine) * fine; v <= high; v += fine) found.push(Math.abs(v) < 1e-12 ? 0 : v);
    return found.filter((v) => (v - low) / (high - low) > 0.03 && (v - low) / (high - low) < 0.97);
  };
  const text = (v) => String(Number(v.toPrecision(6))).replace("-", "−");
  const put = (v, side, share) => {
    const tick = h("span", { class: side }, text(v));
    tick.style[side === "across" ? "left" : "bottom"] = `${100 * share}%`;
    return tick;
  };
  return [...spots(left, right).map((v) => put(v, "across", (v - left) / (right - left))),
    ...spots(bottom, top).map((v) => put(v, "up", (v - bottom) / (top - bottom)))];
}

/** @type {HTMLCanvasElement | undefined} */
let offscreen;
/** @type {ImageData} */
let image;

/** Draw the planes of an answer, smoothed to the canvas's size; a curve as a line. */
function drawMap(plot, canvas, answer) {
  const context = canvas.getContext("2d"), { width, height } = canvas;
  if (!answer || !width) return;
  context.clearRect(0, 0, width, height);
  const { state, frame } = plot.store, [planes, rows, columns] = answer.shape;
  if (state.curve) return line(context, answer, columns, width, height, frame);
  if (offscreen?.width !== columns || offscreen?.height !== rows) {
    offscreen = Object.assign(document.createElement("canvas"), { width: columns, height: rows });
    image = offscreen.getContext("2d").createImageData(columns, rows);
  }
  paint(image, answer, planes === 2);
  offscreen.getContext("2d").putImageData(image, 0, 0);
  context.imageSmoothingQuality = "medium";
  context.drawImage(offscreen, 0, 0, width, height);
  if (planes === 1 && state.classes.length === 2 && !frame.show) border(context, answer, rows, columns, false);
  const rival = plot.store.rival?.plane;
  if (rival?.length) border(context, rival, ...rival.shape, true);
}

/** Draw the line on which a plane of bytes is a half: the border between two classes; gaps cell by cell. */
function border(context, bytes, rows, columns, dashed) {
  const { width, height } = context.canvas, ratio = ratioOf(context.canvas), level = 127.5;
  const x = (j) => ((j + 0.5) * width) / columns, y = (i) => ((i + 0.5) * height) / rows;
  context.strokeStyle = theme().ink;
  context.lineWidth = 1.6 * ratio;
  context.beginPath();
  for (let i = 0; i + 1 < rows; i++) for (let j = 0; j + 1 < columns; j++) {
    const at = i * columns + j, a = bytes[at] - level, b = bytes[at + 1] - level;
    const c = bytes[at + columns + 1] - level, d = bytes[at + columns] - level;
    if ((a > 0) === (b > 0) && (b > 0) === (c > 0) && (c > 0) === (d > 0)) continue;
    if (dashed && (i + j) % 6 > 2) continue;
    const cuts = [];
    if ((a > 0) !== (b > 0)) cuts.push([x(j + a / (a - b)), y(i)]);
    if ((b > 0) !== (c > 0)) cuts.push([x(j + 1), y(i + b / (b - c))]);
    if ((d > 0) !== (c > 0)) cuts.push([x(j + d / (d - c)), y(i + 1)]);
    if ((a > 0) !== (d > 0)) cuts.push([x(j), y(i + a / (a - d))]);
    for (let k = 0; k + 1 < cuts.length; k += 2) {
      context.moveTo(...cuts[k]);
      context.lineTo(...cuts[k + 1]);
    }
  }
  context.stroke();
}

function line(context, answer, columns, width, height, frame) {
  const ratio = ratioOf(context.canvas);
  context.strokeStyle = frame.show ? theme().select : css(classColour(1));
  context.lineWidth = 2.5 * ratio;
  context.lineJoin = "round";
  context.beginPath();
  for (let i = 0; i < columns; i++) {
    context.lineTo(((i + 0.5) * width) / columns, height * (1 - answer[i] / 255));
  }
  context.stroke();
}

function drawSecond(plot, canvas, figure) {
  const { other } = plot.store;
  if (figure.hidden !== !other) figure.hidden = !other;
  if (!other) return;
  drawMap(plot, canvas, other.answer);
  const { marks, training } = other;
  figure.lastChild.textContent = `Second run, η = ${training.eta}: loss ${few(marks.loss, 4)}, test ${few(marks.test, 4)}`;
}

function placed(plot) {
  const [left, right, bottom, top] = plot.store.state.reach, { width, height } = plot.points;
  return {
    x: (v) => ((v - left) / (right - left)) * width,
    y: (v) => (1 - (v - bottom) / (top - bottom)) * height,
    back: (x, y) => [left + (x / width) * (right - left), bottom + (1 - y / height) * (top - bottom)],
  };
}

function drawPoints(plot) {
  const { store, points, drag } = plot, context = points.getContext("2d");
  if (!store.state || !points.width) return;
  context.clearRect(0, 0, points.width, points.height);
  const { spots, labels, held, classes, curve } = store.state, at = placed(plot), ratio = ratioOf(points);
  const r = ratio * Math.max(2.6, Math.min(4.6, points.clientWidth / 95)) * (labels.length > 1000 ? 0.7 : 1);
  const paper = css(theme().paper), half = middle(labels);
  const chosen = store.selection?.sample;
  for (let i = 0; i < labels.length; i++) {
    const moving = drag?.row === i && drag.spot;
    const [px, py] = moving || [spots[2 * i], spots[2 * i + 1]];
    const x = at.x(px), y = at.y(py);
    const k = classes.length ? labels[i] : labels[i] > half ? 1 : 0;
    mark(context, curve ? 0 : k, x, y, r);
    context.lineWidth = ratio * (held[i] ? 1.4 : 1);
    context.fillStyle = held[i] ? paper : css(classColour(k));
    context.strokeStyle = held[i] ? css(classColour(k)) : paper;
    context.fill();
    context.stroke();
    if (i === chosen) ring(context, x, y, 2.1 * r, ratio);
  }
}

function ring(context, x, y, r, ratio) {
  context.beginPath();
  context.arc(x, y, r, 0, 7);
  context.lineWidth = 2.5 * ratio;
  context.strokeStyle = theme().select;
  context.stroke();
}

function nearest(plot, event) {
  const { store, points } = plot, box = points.getBoundingClientRect(), at = placed(plot), ratio = ratioOf(points);
  const x = (event.clientX - box.left) * ratio, y = (event.clientY - box.top) * ratio;
  const { spots, labels } = store.state;
  let best = -1, least = (NEAR * ratio) ** 2;
  for (let i = 0; i < labels.length; i++) {
    const d = (at.x(spots[2 * i]) - x) ** 2 + (at.y(spots[2 * i + 1]) - y) ** 2;
    if (d < least) [best, least] = [i, d];
  }
  return { row: best, spot: at.back(x, y) };
}

function pointer(plot, brush) {
  const { store, points } = plot;
  points.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !store.state) return;
    const { row, spot } = nearest(plot, event);
    plot.drag = { row, from: [event.clientX, event.clientY], spot: null };
    if (brush.field.value.startsWith("add") && row < 0) {
      store.ask({ type: "point", do: "add", spot, label: Number(brush.field.value.slice(4)) });
    }
    if (row >= 0) points.setPointerCapture(event.pointerId);
  });
  points.addEventListener("pointermove", (event) => {
    const { drag } = plot;
    if (!drag || drag.row < 0) {
      if (store.state) points.style.cursor = nearest(plot, event).row >= 0 ? "pointer" : brush.field.value === "look" ? "default" : "copy";
      return;
    }
    const far = Math.hypot(event.clientX - drag.from[0], event.clientY - drag.from[1]);
    if (!drag.spot && far < 5) return;
    drag.spot = nearest(plot, event).spot;
    drawPoints(plot);
  });
  const drop = () => {
    const { drag } = plot;
    plot.drag = null;
    if (!drag || drag.row < 0) return;
    if (drag.spot) store.ask({ type: "point", do: "move", row: drag.row, spot: inside(store.state.reach, drag.spot) });
    else store.select({ what: "sample", sample: drag.row });
  };
  points.addEventListener("pointerup", drop);
  points.addEventListener("pointercancel", () => (plot.drag = null));
}

function inside([left, right, bottom, top], [x, y]) {
  return [Math.min(right, Math.max(left, x)), Math.min(top, Math.max(bottom, y))];
}

/** The element of this kind on the same page, or in the same notebook's cell. @returns {HTMLElement | null} */
function closestOf(element, selector) {
  return element.getRootNode().querySelector(selector);
}

/** From point to point with the arrow keys: the nearest one in that direction. */
function keyboard(plot, brush) {
  const { store, points } = plot;
  const WAYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
  points.addEventListener("keydown", (event) => {
    if (!store.state) return;
    const { spots, labels, reach: [left, right, bottom, top] } = store.state;
    const chosen = store.selection?.what === "sample" ? store.selection.sample : -1;
    const scaled = (i) => [(spots[2 * i] - left) / (right - left), (spots[2 * i + 1] - bottom) / (top - bottom)];
    if (event.key in WAYS) {
      event.preventDefault();
      const [dx, dy] = WAYS[event.key], [x, y] = chosen < 0 ? [0.5, 0.5] : scaled(chosen);
      let best = -1, least = Infinity;
      for (let i = 0; i < labels.length; i++) {
        const [a, b] = scaled(i), along = (a - x) * dx + (b - y) * dy, off = Math.abs((a - x) * dy + (b - y) * dx);
        if (i !== chosen && along > 0 && along + 3 * off < least) [best, least] = [i, along + 3 * off];
      }
      if (best >= 0) {
        store.select({ what: "sample", sample: best });
        plot.spoken.textContent = told(store.state, best);
      }
    } else if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      if (chosen >= 0) store.ask({ type: "point", do: "delete", row: chosen });
    } else if (event.key === "Enter" && chosen >= 0) closestOf(points, ".inside")?.focus();
  });
}

function told({ spots, labels, classes, axes, held }, i) {
  const of = classes.length ? classes[labels[i]] : few(labels[i]);
  return `Point ${i + 1}: ${axes[0]} ${few(spots[2 * i])}, ${axes[1]} ${few(spots[2 * i + 1])}, ${of}${held[i] ? ", test" : ""}`;
}
