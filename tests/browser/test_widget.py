import base64
import re

from seethrough.studio import Studio
from seethrough.studio.wire import plain

PAGE = """<!doctype html><div id="here"></div><script type="module">
import widget from "/widget.js";
const listeners = [];
const model = {
  on(name, listener) { if (name === "msg:custom") listeners.push(listener); },
  off() {},
  async send(message) {
    for (const [head, contents] of await window.answered(message)) {
      const views = contents.map((text) => {
        const bytes = Uint8Array.from("x" + atob(text), (c) => c.charCodeAt(0));
        return new DataView(bytes.buffer, 1); // a view that begins anywhere, as notebooks' do
      });
      for (const listener of listeners) listener(head, views);
    }
  },
};
const root = document.getElementById("here").attachShadow({ mode: "open" });
const style = document.createElement("style");
style.textContent = await (await fetch("/widget.css")).text();
root.append(style);
widget.render({ model, el: root });
</script>"""


def test_the_widget_plays_in_a_shadow_root(page):
    """As one module and behind a model like anywidget's, the studio plays and pauses."""
    widget, faults = Studio(), []
    page.on("pageerror", lambda error: faults.append(str(error)))
    files = {
        "/": ("text/html", PAGE),
        "/widget.js": ("text/javascript", Studio._esm),
        "/widget.css": ("text/css", Studio._css),
    }

    def served(route):
        kind, body = files.get(re.sub(r"^https?://[^/]+", "", route.request.url), (None, ""))
        route.fulfill(status=200 if kind else 404, content_type=kind or "text/plain", body=body)

    def answered(message):
        sent = []
        widget.send = lambda head, buffers: sent.append(
            (plain(head), [base64.b64encode(content).decode() for content in buffers])
        )
        widget._answer(None, message, [])
        return sent

    page.route("**/*", served)
    page.expose_function("answered", answered)
    page.goto("http://notebook.test/")
    reading = page.locator(".readings dd").first
    reading.wait_for()
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function(
        "() => +document.querySelector('#here').shadowRoot.querySelector('.readings dd')"
        ".textContent.replace(/\\D/g, '') > 20"
    )
    page.get_by_role("button", name="Pause", exact=True).click()
    assert faults == []
    assert widget.session.run.now > 20
