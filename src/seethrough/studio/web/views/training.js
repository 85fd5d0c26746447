/** How it is trained: what can be changed on the way, and what begins anew. */

import { amount, choice, fill, h } from "../dom.js";

export function trainingView(store) {
  const branch = (values) => store.ask({ type: "branch", values });
  const begin = (values) => store.ask({ type: "set", section: "network", values });
  const number = (label, key, props, send = branch) => amount(label, { min: 0, step: "any", ...props }, (v) => send({ [key]: v }));
  const fields = {
    eta: number("rate η", "eta", { max: 100 }),
    solver: choice("solver", [], (solver) => branch({ solver })),
    momentum: number("momentum", "momentum", { max: 0.999 }),
    schedule: choice("schedule", [], (schedule) => branch({ schedule })),
    epochs: number("epochs", "epochs", { min: 1, max: 1000000, step: 1 }),
    batch: number("batch", "batch", { min: 1, max: 200000, step: 1, title: "Samples of one update; all of them if there are fewer" }),
    lam: number("L2 λ", "lam", { max: 1000 }),
    lam1: number("L1", "lam1", { max: 1000 }),
    dropout: number("dropout", "dropout", { max: 0.9 }),
  };
  const bug = choice("bug", [], (name) => branch({ bug: name }), "Break it: a known bug takes the place of a line, and the run goes on with it");
  bug.classList.add("wide");
  const told = h("div", { class: "bug", role: "status", hidden: true });
  const balanced = h("input", { type: "checkbox", onchange: () => branch({ balanced: balanced.checked }) });
  const start = {
    init: choice("start", [], (init) => begin({ init }), "How the first weights are drawn; begins anew"),
    seed: number("seed", "seed", { max: 4294967295, step: 1, title: "What all chance goes by; begins anew" }, begin),
  };
  store.on("choices", () => {
    const { choices } = store;
    const named = { solvers: fields.solver, schedules: fields.schedule, inits: start.init, bugs: bug };
    for (const [name, field] of Object.entries(named)) {
      fill(field.field, choices[name]);
    }
  });
  store.on("state", () => {
    const { training, network } = store.state.settings;
    const put = (field, value) => { if (document.activeElement !== field) field.value = value; };
    for (const [name, field] of Object.entries(fields)) put(field.field, training[name]);
    for (const [name, field] of Object.entries(start)) put(field.field, network[name]);
    balanced.checked = training.balanced;
    put(bug.field, training.bug);
    tell(told, store.state.bug);
    fields.momentum.hidden = training.solver !== "sgd";
    fields.epochs.hidden = !training.schedule.includes("cosine");
  });
  return h("section", { class: "panel training", "aria-label": "Training" },
    h("h2", {}, "Training"),
    h("div", { class: "fields" }, ...Object.values(fields), ...Object.values(start),
      h("label", { class: "field check wide" }, balanced, h("span", {}, "weigh classes alike")), bug), told);
}

/** What a bug does to its line, and what one sees of it. */
function tell(box, bug) {
  box.hidden = !bug;
  if (!bug) return box.replaceChildren();
  const { number, right, wrong, changes, shows, activation } = bug;
  box.replaceChildren(
    h("p", {}, h("b", {}, number), " ", h("del", {}, h("code", {}, right)), " ", h("ins", {}, h("code", {}, wrong))),
    h("p", {}, changes, shows ? "" : ` It breaks ${activation} layers, and there is none: give a hidden layer this activation.`));
}
