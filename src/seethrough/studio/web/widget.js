/** The widget: a host that reaches its session through anywidget's model, in any notebook. */

import { createStudio } from "./studio.js";

const TYPES = { uint8: Uint8Array, float32: Float32Array };

/** Arrays of their own from the views that a notebook hands over, which may begin anywhere. */
function arrays(places, views) {
  return places.map(({ type, shape }, i) => {
    const { buffer, byteOffset, byteLength } = views[i];
    return Object.assign(new TYPES[type](buffer.slice(byteOffset, byteOffset + byteLength)), { shape });
  });
}

export default {
  render({ model, el }) {
    const view = String(Math.random()).slice(2); // a widget that is shown twice has two views
    const root = document.createElement("div");
    el.append(root);
    const host = {
      send(message, content) { model.send({ ...message, view }, undefined, content ? [content] : []); },
    };
    const studio = createStudio(root, host);
    const take = (head, views) => {
      if (head.view === view) studio.store.take(head, arrays(head.buffers, views));
    };
    model.on("msg:custom", take);
    host.send({ type: "hello" });
    return () => {
      model.off("msg:custom", take);
      studio.end();
    };
  },
};
