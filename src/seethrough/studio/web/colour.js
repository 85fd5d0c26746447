/** Colours: one language for classes, weights and maps, in light and in dark. */

/** @typedef {[number, number, number]} Colour red, green, blue, each from 0 to 255 */
/** @typedef {{classes: Colour[], paper: Colour, ink: string, muted: string, line: string, select: string}} Theme */

/** @type {Theme} */
const LIGHT = {
  classes: [[0, 114, 178], [213, 94, 0], [0, 140, 100], [190, 90, 145], [184, 150, 0], [60, 150, 210]],
  paper: [255, 255, 255], ink: "#1c2330", muted: "#5b6573", line: "#dfe3e9", select: "#6d3bea",
};
/** @type {Theme} */
const DARK = {
  classes: [[61, 155, 214], [238, 122, 31], [20, 176, 130], [219, 138, 184], [222, 192, 50], [120, 195, 240]],
  paper: [23, 27, 33], ink: "#e7eaf0", muted: "#9aa4b2", line: "#2b323c", select: "#a78bff",
};
const STRONGEST = 0.78, PALER = 0.84; // how strong a map's colour is, and what is left of it in a stripe

/** @type {"light" | "dark" | null} what the button chose; null goes by the system */
let chosen = null;

const isDark = () => (chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches);

/** Turn light to dark, or dark to light. */
export function turned() {
  chosen = isDark() ? "light" : "dark";
  return chosen;
}

/** The colours of the theme that is shown. @returns {Theme} */
export function theme() {
  return isDark() ? DARK : LIGHT;
}

/** @param {Colour} colour */
export const css = ([r, g, b], alpha = 1) => `rgb(${r} ${g} ${b} / ${alpha})`;

/** The colour of a class. */
export const classColour = (k) => theme().classes[k % 6];

let tables = { key: null, diverging: [], leads: [] };

function mixed(colour, paper, share) {
  return colour.map((c, i) => Math.round(paper[i] + (c - paper[i]) * share));
}

function packed([r, g, b]) {
  return (255 << 24) | (b << 16) | (g << 8) | r;
}

function current() {
  const colours = theme();
  if (tables.key === colours) return tables;
  const { classes, paper } = colours;
  const table = (pick) => [1, PALER].map((left) => Uint32Array.from({ length: 256 }, (_, i) => {
    const [k, share] = pick(i);
    return packed(mixed(classes[k], paper, left * STRONGEST * share));
  }));
  const diverging = table((i) => [i > 127.5 ? 1 : 0, Math.abs(i - 127.5) / 127.5]);
  tables = { key: colours, diverging, leads: classes.map((_, k) => table((i) => [k, i / 255])) };
  return tables;
}

/** How the stripes of each class run: of one none, as of all that is above zero. */
const STRIPES = [(x, y) => x + y, null, (x, y) => x - y, (_, y) => y, (x) => x, (x, y) => Math.min(x, y)];
const striped = {};

/** For each class which pixels are in a stripe. @returns {Uint8Array[]} */
function stripes({ width, height }) {
  return (striped[[width, height]] ??= STRIPES.map((place) => {
    const period = Math.max(5, width / 24), mask = new Uint8Array(width * height);
    const phase = (v) => ((v % period) + period) % period;
    if (place) for (let i = 0; i < mask.length; i++) {
      const x = i % width, y = (i - x) / width;
      mask[i] = Number(phase(place(phase(x), phase(y))) < 0.25 * period);
    }
    return mask;
  }));
}

/**
 * Paint planes of bytes into an image of the same size: colours, and stripes of another direction for each class.
 * @param {ImageData} image
 * @param {Uint8Array} bytes one plane around 128, or two: the class and its lead
 * @param {boolean} leads whether there are two
 */
export function paint(image, bytes, leads) {
  const pixels = new Uint32Array(image.data.buffer), n = pixels.length, t = current(), masks = stripes(image);
  if (leads) for (let i = 0; i < n; i++) pixels[i] = t.leads[bytes[i]][masks[bytes[i]][i]][bytes[n + i]];
  else for (let i = 0; i < n; i++) pixels[i] = t.diverging[bytes[i] < 128 ? masks[0][i] : 0][bytes[i]];
}

/** Draw the mark of a class: a shape as well as a colour. */
export function mark(context, k, x, y, r) {
  context.beginPath();
  const shape = k % 6;
  if (shape === 0) context.arc(x, y, r, 0, 7);
  else if (shape === 1) poly(context, x, y, [[0, -1.25], [1.15, 0.85], [-1.15, 0.85]], r);
  else if (shape === 2) context.rect(x - 0.88 * r, y - 0.88 * r, 1.76 * r, 1.76 * r);
  else if (shape === 3) poly(context, x, y, [[0, -1.3], [1.2, 0], [0, 1.3], [-1.2, 0]], r);
  else if (shape === 4) poly(context, x, y, [[0, 1.25], [1.15, -0.85], [-1.15, -0.85]], r);
  else poly(context, x, y, [[-0.4, -1.2], [0.4, -1.2], [0.4, -0.4], [1.2, -0.4], [1.2, 0.4],
    [0.4, 0.4], [0.4, 1.2], [-0.4, 1.2], [-0.4, 0.4], [-1.2, 0.4], [-1.2, -0.4], [-0.4, -0.4]], r);
}

function poly(context, x, y, corners, r) {
  corners.forEach(([dx, dy], i) => context[i ? "lineTo" : "moveTo"](x + dx * r, y + dy * r));
  context.closePath();
}
