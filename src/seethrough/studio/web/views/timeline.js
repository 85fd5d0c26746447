/** The time line: from the first update to the latest, back and forth, exactly. */

import { count, h } from "../dom.js";

export function timelineView(store) {
  const line = h("input", { type: "range", min: 0, max: 0, value: 0, step: 1, "aria-label": "Time line: the update that is shown", oninput: seek });
  const ends = [h("span", {}, "0"), h("span", {}, "0")];
  const marks = h("div", { class: "changes", "aria-hidden": "true" });
  let wanted = null;
  function seek() {
    store.stop();
    wanted = Number(line.value);
    next();
  }
  function next() {
    if (wanted === null || store.inFlight > 1) return;
    store.ask({ type: "seek", update: wanted, swift: true, show: store.show });
    wanted = null;
  }
  store.on("frame", () => {
    const { first, last, update, changes } = store.frame;
    if (line.max !== String(last)) line.max = last;
    if (line.min !== String(first)) line.min = first;
    if (wanted === null && line.value !== String(update)) line.value = update;
    line.setAttribute("aria-valuetext", `update ${update} of ${last}`);
    ends[0].textContent = count(first);
    ends[1].textContent = count(last);
    const key = changes.join() + last;
    if (marks.dataset.key !== key) {
      marks.dataset.key = key;
      marks.replaceChildren(...changes.map((at) => {
        const mark = h("i", { title: `changed at update ${at}` });
        mark.style.left = `${(100 * (at - first)) / Math.max(1, last - first)}%`;
        return mark;
      }));
    }
    next();
  });
  return h("section", { class: "timeline", "aria-label": "Time line" }, ends[0],
    h("div", { class: "track" }, marks, line), ends[1]);
}
