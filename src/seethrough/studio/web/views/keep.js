/** Keep: the whole state as a link or a file, and what can be made of it. */

import { drawer, h, sentence } from "../dom.js";

const LONGEST = 6000; // letters of a link
const FILES = [
  ["python", "Python code"], ["npz", "Model (.npz)"], ["sklearn", "Model for scikit-learn"], ["torch", "Model for PyTorch"],
  ["film", "Film of the run (.gif)"],
];
const PANELS = { network: "network", plot: "plot", curves: "curves", confusion: "confusion matrix" }, KINDS = ["svg", "png"];

export function keepView(store) {
  const told = h("p", { class: "hint", role: "status" });
  const file = h("input", { type: "file", accept: ".json", hidden: true, onchange: open });
  let then = null;
  const withRecipe = (does) => () => { then = does; store.send({ type: "keep", id: "keep" }); };
  store.on("kept", ({ id, recipe }) => { if (id === "keep" && then) then(recipe); });
  store.on("error", ({ of, text }) => { if (of === "export") told.textContent = sentence(text); });
  store.on("file", ({ name, mime, bytes }) => {
    told.textContent = `${name} is made.`;
    save(name, new Blob([bytes], { type: mime }));
  });
  const make = (kind) => () => {
    told.textContent = "One moment …";
    store.send({ type: "export", kind });
  };
  async function open() {
    try {
      store.ask({ type: "restore", recipe: JSON.parse(await file.files[0].text()) });
    } catch {
      told.textContent = "This file holds no state that can be read.";
    }
    file.value = "";
  }
  const link = async (recipe) => {
    const url = `${location.origin}${location.pathname}${location.search}#s=${await packed(recipe)}`;
    if (url.length > LONGEST) return (told.textContent = "This state is too large for a link. Save it as a file.");
    history.replaceState(null, "", url);
    await navigator.clipboard?.writeText(url).catch(() => null);
    told.textContent = "The link is in the address bar, and copied where the browser allows it.";
  };
  return drawer("Keep",
    h("p", {}, "Data, network, seeds, every change on the way and the update: all it takes to make this very state again."),
    h("div", { class: "stack" },
      h("button", { onclick: withRecipe(link) }, "Make a link"),
      h("button", { onclick: withRecipe((recipe) => save("studio.json", new Blob([JSON.stringify(recipe, null, 1)], { type: "application/json" }))) }, "Save as a file"),
      h("button", { onclick: () => file.click() }, "Open a file …"), file),
    h("h3", {}, "Make of it"),
    h("div", { class: "stack" }, ...FILES.map(([kind, label]) => h("button", { onclick: make(kind) }, label))),
    h("h3", {}, "Pictures"),
    ...Object.entries(PANELS).map(([panel, name]) => h("div", { class: "bar" }, h("span", {}, `The ${name}`), h("span", { class: "stack" }, ...KINDS.map((kind) => h("button", {
      "aria-label": `Picture of the ${name} (.${kind})`, onclick: make(`${panel}.${kind}`),
    }, kind.toUpperCase()))))),
    told);
}

function save(name, blob) {
  const link = h("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

async function squeezed(bytes, stream) {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());
}

async function packed(recipe) {
  const bytes = await squeezed(new TextEncoder().encode(JSON.stringify(recipe)), new CompressionStream("deflate-raw"));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** The recipe in a link. */
export async function unpacked(link) {
  const bytes = Uint8Array.from(atob(link.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(await squeezed(bytes, new DecompressionStream("deflate-raw"))));
}
