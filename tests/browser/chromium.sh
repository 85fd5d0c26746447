#!/bin/sh
# A Chromium for the browser tests, where none is there: Debian's by apt-get as root, else Playwright's.
# Called with the environment's bin folder. It never fails: the tests say what they lack.
for name in chromium chromium-browser google-chrome google-chrome-stable; do
  command -v "$name" >/dev/null && exit 0
done
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  apt-get update -q && apt-get install -q -y --no-install-recommends chromium && exit 0
fi
"$1/playwright" install chromium || echo "No Chromium could be installed: the browser tests will say so."
