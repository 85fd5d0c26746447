/** Elements by short calls: h("button", { class: "x", onclick: f }, "text"). */

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, any>} [props] attributes; functions become listeners
 * @param {...(Node|string|null|undefined)} children text is never taken for HTML
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** A labelled select. @returns {HTMLLabelElement & {field: HTMLSelectElement}} */
export function choice(label, options, onchange, title) {
  const field = h("select", { onchange: () => onchange(field.value), title });
  fill(field, options);
  return Object.assign(h("label", { class: "field" }, h("span", {}, label), field), { field });
}

/** Put options in a select, unless they are there already. */
export function fill(select, options) {
  const pairs = options.map((o) => (Array.isArray(o) ? o : [o, spoken(o)]));
  const key = JSON.stringify(pairs);
  if (select.dataset.options === key) return;
  select.dataset.options = key;
  select.replaceChildren(...pairs.map(([value, text]) => h("option", { value }, text)));
}

/** A labelled number; what is none, or out of its bounds, is told, and gone when the field is left. */
export function amount(label, props, onchange) {
  let before = "";
  const field = h("input", {
    type: "number", inputmode: "decimal", required: true, ...props,
    onfocus: () => { if (field.validity.valid) before = field.value; },
    onchange: () => { if (field.reportValidity()) onchange(Number(before = field.value)); },
    onblur: () => { if (!field.validity.valid) field.value = before; },
  });
  return Object.assign(h("label", { class: "field" }, h("span", {}, label), field), { field });
}

/** A labelled slider that tells its value. */
export function slider(label, props, onchange, told = (v) => String(v)) {
  const value = h("b", {}); // an output would take the label to itself
  const field = h("input", {
    type: "range", "aria-label": label, ...props, // a label names the first it holds, the output
    oninput: () => (value.textContent = told(Number(field.value))),
    onchange: () => onchange(Number(field.value)),
  });
  const element = h("label", { class: "field slider" }, h("span", {}, label, " ", value), field);
  const set = (v) => {
    if (document.activeElement !== field || field.value === "") field.value = v;
    value.textContent = told(Number(field.value));
  };
  return Object.assign(element, { field, set });
}

/** A dialog at the page's side, which a button toggles and Escape closes. */
export function drawer(label, ...content) {
  const close = () => panel.close();
  const panel = h("dialog", { class: "drawer", "aria-label": label, onkeydown: ({ key }) => { if (key === "Escape") close(); } },
    h("div", { class: "bar" }, h("h2", {}, label), h("button", { class: "quiet", "aria-label": "Close", onclick: close }, "✕")), ...content);
  return Object.assign(panel, { toggle: () => (panel.open ? close() : panel.show()) });
}

/** Names of the tables as words. */
export function spoken(name) {
  return String(name).replaceAll("_", " ");
}

/** Words of the library as a sentence of its own. */
export function sentence(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A number in few digits, with a true minus sign. */
export function few(value, digits = 3) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  const size = Math.abs(value);
  const text = size !== 0 && (size < 1e-3 || size >= 1e5)
    ? value.toExponential(1) : value.toFixed(digits);
  return text.replaceAll("-", "−");
}

/** A whole number with thin spaces between thousands. */
export function count(value) {
  return Math.round(value).toLocaleString("en-US").replaceAll(",", "\u202f");
}

/** A canvas as large as its box, in device pixels; calls draw when that changes. */
export function fitted(canvas, draw) {
  const observer = new ResizeObserver(() => {
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    const box = canvas.parentElement.getBoundingClientRect();
    const width = Math.round(box.width * ratio), height = Math.round(box.height * ratio);
    if (canvas.width === width && canvas.height === height) return;
    canvas.width = width;
    canvas.height = height;
    draw();
  });
  queueMicrotask(() => observer.observe(canvas.parentElement)); // its box is built by then
}

/** The ratio of a canvas's pixels to those of the page. */
export function ratioOf(canvas) {
  return canvas.width / (canvas.parentElement.clientWidth || 1);
}
