/** Lessons: ten short ones; each sets the studio up, asks, and answers when asked to. */

import { h } from "../dom.js";

const PLAIN = { solver: "sgd", eta: 0.1, schedule: "constant", momentum: 0, batch: 32, lam: 0, lam1: 0, dropout: 0, balanced: false };
const moons = { name: "moons", n: 300, noise: 0.2, test: 0.2, seed: 0 };
const net = (hidden, activation = "tanh") => ({ hidden, activations: hidden.map(() => activation), init: "sklearn", seed: 0 });

export const LESSONS = [
  { title: "One neuron", data: { ...moons, noise: 0.1 }, network: net([]), training: PLAIN,
    text: "No hidden layer: two weights and a bias, and a sigmoid. Press play.",
    ask: "What shape can the border between blue and orange have?",
    answer: "A straight line, always. The neuron's sum is x₁W₁₁ + x₂W₂₁ + b, and where that is 0 lies a line. Click the output to see the sum." },
  { title: "Why a bias", data: { ...moons, noise: 0.1 }, network: net([]), training: PLAIN,
    text: "Run 1,000 updates, then click the output and set its bias to 3, then to −3.",
    ask: "What does the border do: does it turn, or does it shift?",
    answer: "It shifts, and never turns: only the weights can turn it. Without a bias it would have to run through the place where both inputs are 0." },
  { title: "Why a line fails", data: { name: "xor", n: 300, noise: 0.1, test: 0.2, seed: 0 }, network: net([]), training: PLAIN,
    text: "Four quarters, two classes. One neuron tries.",
    ask: "How many of the points can a line get right? Then add a layer of 4 units.",
    answer: "Little more than half. Minsky and Papert showed it in 1969: no line separates it. A hidden layer bends the plane first." },
  { title: "What a hidden unit draws", data: moons, network: net([3]), training: { ...PLAIN, eta: 0.5 },
    text: "Three hidden units. Run 2,000 updates, then hover over each of them.",
    ask: "What does each unit draw, and how do they make the border?",
    answer: "Each draws one straight step, from −1 to 1. The output adds the three with its weights: the border is where their sum is 0." },
  { title: "Too small, too large", data: moons, network: net([8]), training: { ...PLAIN, eta: 0.001, batch: 240 },
    text: "A rate of 0.001. Play, then go back to the start and set a second run of 20 beside it.",
    ask: "What do the two loss curves look like?",
    answer: "One creeps, the other jumps about. Between them lies a rate that falls fast and steadily: try 1." },
  { title: "The two-step cycle", data: { ...moons, n: 200, test: 0 }, network: net([3]), training: { ...PLAIN, eta: 2, batch: 200 },
    text: "A well-known article takes this rate. Run 5,000 updates, then step one by one and look at the loss.",
    ask: "Does it converge?",
    answer: "No: the loss jumps between 0.0673 and 0.0683, step after step. Whoever prints only every 1,000th never sees it. Go on from there with half the rate." },
  { title: "Too many units", data: { ...moons, n: 100, noise: 0.35, test: 0.5 }, network: net([32]), training: { ...PLAIN, solver: "adam", eta: 0.02 },
    text: "Fifty noisy points to learn from, 32 units. Run 5,000 updates.",
    ask: "What do training and test loss do?",
    answer: "The training loss goes on falling, the test loss turns and climbs: the network learns the noise. Drag the time line back to where the test loss was least." },
  { title: "What L2 does", data: { ...moons, n: 100, noise: 0.35, test: 0.5 }, network: net([32]), training: { ...PLAIN, solver: "adam", eta: 0.02, lam: 0.5 },
    text: "The same as before, with a penalty on large weights: λ = 0.5.",
    ask: "How do weights, border and test loss differ?",
    answer: "Large weights cost, so the edges stay thin and the border smooth; the test loss stays lower. Biases are free." },
  { title: "Dead units", data: moons, network: { ...net([6, 6], "relu") }, training: { ...PLAIN, eta: 3 },
    text: "ReLU units and a large rate. Run 500 updates.",
    ask: "Which units have no colour anywhere, and can they come back?",
    answer: "A ReLU whose sum is negative everywhere answers 0 everywhere, and its slope is 0 too: no gradient reaches it (E6). It stays dead. Click one and look at δ." },
  { title: "Real penguins", data: { name: "penguins", test: 0.3, seed: 0 }, network: net([6]), training: { ...PLAIN, eta: 0.3 },
    text: "Bill length and depth of 342 penguins of three species.",
    ask: "Which species are mistaken for one another?",
    answer: "Look at the matrix below the curves: Adélie and Chinstrap, where their clouds touch. Run 2,000 updates first." },
];

export function lessonsView(store) {
  const page = h("div", { class: "lesson" });
  const picks = LESSONS.map((lesson, i) => h("button", { "aria-pressed": "false", onclick: () => open(i) }, `${i + 1}. ${lesson.title}`));
  const close = h("button", { class: "quiet", "aria-label": "Close the lessons", onclick: toggle }, "✕");
  const panel = h("section", { class: "panel lessons", "aria-label": "Lessons", hidden: true },
    h("div", { class: "bar" }, h("h2", {}, "Lessons"), h("div", { class: "picks" }, ...picks), close), page);
  function open(i) {
    const lesson = LESSONS[i];
    picks.forEach((pick, k) => pick.setAttribute("aria-pressed", String(k === i)));
    const answer = h("p", { class: "answer", hidden: true, tabindex: -1 }, lesson.answer);
    const reveal = h("button", { onclick: () => { answer.hidden = false; reveal.hidden = true; answer.focus(); } }, "Show the answer");
    page.replaceChildren(h("p", {}, lesson.text), h("p", { class: "question" }, lesson.ask), reveal, answer);
    store.select(null);
    store.ask({ type: "restore", recipe: { seethrough: store.choices.version, events: [], update: 0,
      settings: { data: lesson.data, network: lesson.network, training: lesson.training } } });
  }
  function toggle() {
    panel.hidden = !panel.hidden;
    if (!panel.hidden && !page.childElementCount) page.replaceChildren(h("p", { class: "hint" }, "Ten short lessons. Each sets the studio up, asks a question, and answers it when you like."));
  }
  return Object.assign(panel, { toggle });
}
