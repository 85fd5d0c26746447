/** The doctor: what is wrong with the state that is shown, each with a button that mends it. */

import { count, drawer, h, sentence } from "../dom.js";

export function doctorView(store) {
  const body = h("div", { class: "findings" });
  const panel = drawer("Doctor", body);
  const badge = h("button", { class: "badge doctor", "aria-haspopup": "dialog", onclick: panel.toggle }, "doctor");
  store.on("findings", () => show(store, { badge, body }));
  return Object.assign(panel, { badge });
}

function show(store, { badge, body }) {
  const { findings, update } = store.findings, many = findings?.length ?? 0;
  badge.classList.toggle("bad", many > 0);
  badge.classList.toggle("good", findings !== null && !many);
  badge.textContent = findings === null ? "doctor" : many ? `doctor: ${many} ${many > 1 ? "findings" : "finding"}` : "doctor: nothing";
  const key = JSON.stringify(findings);
  if (body.dataset.findings === key) return;
  body.dataset.findings = key;
  if (!many) {
    const words = findings === null ? "The doctor looks from the tenth epoch on, and when a run diverges."
      : `Nothing found after update ${count(update)}.`;
    return body.replaceChildren(h("p", { class: "empty" }, words));
  }
  body.replaceChildren(...findings.map((one) => finding(store, one)));
}

function finding(store, { name, what, evidence, change, label, fix, points }) {
  const mend = () => { for (const message of fix) store.ask({ ...message, show: store.show }); };
  return h("section", { class: "finding" },
    h("h3", {}, name[0].toUpperCase() + name.slice(1)),
    h("p", {}, sentence(what)), h("p", { class: "hint" }, evidence), h("p", {}, change),
    fix.length ? h("button", { onclick: mend }, `Take ${label}`) : null,
    ...points.map((i) => h("button", { class: "link", onclick: () => store.select({ what: "sample", sample: i }) }, `point ${i + 1}`)));
}
