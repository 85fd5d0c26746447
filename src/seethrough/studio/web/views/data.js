/** The data: sets as thumbnails, their settings, a table of one's own. */

import { amount, choice, fill, h, sentence, slider } from "../dom.js";

const SETS = {
  moons: ["Moons", "M3 15a7 7 0 0 1 14 0M11 11a7 7 0 0 0 14 0"],
  circles: ["Circles", "M14 3a10 10 0 1 0 .01 0M14 8.5a4.5 4.5 0 1 0 .01 0"],
  xor: ["Xor", "M4 4h8v8H4zM16 16h8v8h-8zM16 4h8v8h-8zM4 16h8v8H4z"],
  spirals: ["Spirals", "M14 14c2-4 7-1 5 3s-9 5-12 0 0-13 8-13M14 14c-2 4-7 1-5-3s9-5 12 0 0 13-8 13"],
  blobs: ["Blobs", "M8 5a4 4 0 1 0 .01 0M20 6a4 4 0 1 0 .01 0M14 16a4 4 0 1 0 .01 0"],
  curve: ["Curve", "M3 20c4 0 4-14 8-14s4 16 8 16 4-8 6-12"],
  penguins: ["Penguins", "M14 3c5 0 7 5 7 11s-2 11-7 11-7-5-7-11 2-11 7-11zM14 8c3 0 4 4 4 8s-1 7-4 7-4-3-4-7 1-8 4-8zM12.5 8l1.5 2 1.5-2"],
  nhanes: ["Health", "M3 15h5l3-9 5 16 3-7h6"],
};
const HERE = new Set(["upload", "fix"]); // whose errors stand here
const REAL = new Set(["penguins", "nhanes", "table"]);

export function dataView(store) {
  const set = (values) => store.ask({ type: "set", section: "data", values });
  const buttons = Object.entries(SETS).map(([name, [label, path]]) => {
    const button = h("button", { class: "thumb", "aria-pressed": "false", onclick: () => set({ name }) }, drawn(path), label);
    return /** @type {const} */ ([name, button]);
  });
  const file = h("input", { type: "file", accept: ".csv,.tsv,.txt,.gz,.parquet", hidden: true, onchange: () => file.files[0] && upload(store, file) });
  const own = h("button", { class: "thumb", "aria-pressed": "false", title: "CSV and the like, up to 20 MB. It stays on this machine.", onclick: () => file.click() }, drawn("M4 5h20v18h-20zM4 11h20M4 17h20M11 5v18M18 5v18"), "Yours …");
  const column = (label, key) => choice(label, [], (value) => set({ [key]: value }));
  const columns = { target: column("learn", "target"), across: column("across", "across"), up: column("up", "up") };
  const controls = {
    n: slider("points", { min: 20, max: 1000, step: 10 }, (n) => set({ n })),
    noise: slider("noise", { min: 0, max: 1, step: 0.05 }, (noise) => set({ noise }), (v) => v.toFixed(2)),
    classes: slider("classes", { min: 2, max: 6, step: 1 }, (classes) => set({ classes })),
    test: slider("for the test", { min: 0, max: 0.9, step: 0.05 }, (test) => set({ test }), (v) => `${Math.round(100 * v)} %`),
  };
  const others = othersView(store);
  const reseed = h("button", { class: "quiet", onclick: () => set({ seed: (store.state.settings.data.seed + 1) % 4294967296 }) }, "Other points");
  const seed = amount("seed", { min: 0, max: 4294967295, step: 1, title: "What the points and the split are drawn from" }, (v) => set({ seed: v }));
  const about = h("p", { class: "about" });
  const alert = h("p", { class: "alert", role: "alert", hidden: true });
  store.on("error", ({ of, text }) => { if (HERE.has(of)) { alert.textContent = sentence(text); alert.hidden = false; } });
  store.on("state", () => {
    const { data } = store.state.settings, real = REAL.has(data.name);
    for (const [name, button] of buttons) button.setAttribute("aria-pressed", String(name === data.name));
    own.setAttribute("aria-pressed", String(data.name === "table"));
    for (const [name, control] of Object.entries(controls)) control.set(data[name]);
    controls.n.hidden = controls.noise.hidden = real;
    controls.classes.hidden = data.name !== "blobs";
    if (document.activeElement !== seed.field) seed.field.value = data.seed;
    alert.hidden = true;
    reseed.textContent = real ? "Other split" : "Other points";
    about.textContent = `${store.state.title}: ${store.state.labels.length} points`;
    tabled(store, columns, data);
  });
  const panel = h("section", { class: "panel data", "aria-label": "Data" }, h("h2", {}, "Data"),
    h("div", { class: "thumbs" }, ...buttons.map(([, button]) => button), own), file,
    alert, about, ...Object.values(columns), others, ...Object.values(controls), seed, reseed);
  dropped(panel, store);
  return panel;
}

/** The columns on neither axis: where each stands, to be moved, and the map with it. */
function othersView(store) {
  const list = h("div", { class: "stack-down" });
  const box = h("fieldset", { class: "others", hidden: true }, h("legend", {}, "Seen where"), list);
  let fields = {}, wanted = null;
  const next = () => {
    if (!wanted || store.inFlight > 1) return;
    store.inFlight++;
    store.send({ type: "fix", values: wanted, show: store.show });
    wanted = null;
  };
  const move = (name, value) => { wanted = { ...wanted, [name]: value }; next(); };
  store.on("frame", next);
  store.on("error", () => { wanted = null; });
  store.on("state", () => {
    const shown = store.state.others.filter(({ least, most }) => least === null || least < most);
    const key = JSON.stringify(shown.map(({ value, ...range }) => range));
    box.hidden = !shown.length;
    if (list.dataset.key !== key) {
      list.dataset.key = key;
      fields = Object.fromEntries(shown.map((other) => [other.name, otherField(other, move)]));
      list.replaceChildren(...Object.values(fields));
    }
    for (const { name, value } of shown) fields[name].set(value);
  });
  return box;
}

/** A slider for numbers, a choice for categories. */
function otherField({ name, least, most, options }, move) {
  if (options.length) {
    const field = choice(name, options.map((option) => [option, option]), (value) => move(name, value));
    return Object.assign(field, { set: (value) => { field.field.value = value; } });
  }
  const digits = Math.max(0, 2 - Math.floor(Math.log10(most - least)));
  const field = slider(name, { min: least, max: most, step: "any" }, () => {}, (v) => v.toFixed(Math.min(digits, 6)));
  field.field.addEventListener("input", () => move(name, field.field.valueAsNumber));
  return field;
}

function drawn(path) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 28 28");
  svg.setAttribute("aria-hidden", "true");
  path.split("M").slice(1).forEach((part, i) => {
    const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
    line.setAttribute("d", `M${part}`);
    line.setAttribute("class", `c${i % 2}`);
    svg.append(line);
  });
  return svg;
}

function tabled(store, columns, data) {
  const { table, axes } = store.state, shown = data.name === "table" && table;
  for (const field of Object.values(columns)) field.hidden = !shown;
  if (!shown) return;
  const as = (names) => names.map((name) => [name, name]);
  const target = data.target || table.columns.at(-1);
  fill(columns.target.field, as(table.columns));
  fill(columns.across.field, as(table.axes.filter((name) => name !== target)));
  fill(columns.up.field, as(table.axes.filter((name) => name !== target)));
  columns.target.field.value = target;
  [columns.across.field.value, columns.up.field.value] = axes;
}

/**
 * @param {any} store
 * @param {{files: FileList}} source
 */
async function upload(store, { files: [file] }) {
  if (file.size > 20e6) return store.emit("error", { of: "upload", text: `${file.name} has ${(file.size / 1e6).toFixed(0)} MB. At most 20 are taken. Leave out some rows or columns.` });
  store.ask({ type: "upload", name: file.name }, await file.arrayBuffer());
}

function dropped(panel, store) {
  panel.addEventListener("dragover", (event) => { event.preventDefault(); panel.classList.add("over"); });
  panel.addEventListener("dragleave", () => panel.classList.remove("over"));
  panel.addEventListener("drop", (event) => {
    event.preventDefault();
    panel.classList.remove("over");
    if (event.dataTransfer.files.length) upload(store, event.dataTransfer);
  });
}
