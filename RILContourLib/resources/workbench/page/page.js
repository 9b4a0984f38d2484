// What the page does by itself: components, walking by keyboard (F6, Escape), the cursor where the server wants it, and
// the theme of last time.
import { box } from "./boxes.js";
import { listenToKeys } from "./keys.js";
import { loseNoClicks } from "./presses.js";
import { rows } from "./rows.js";

const REMEMBERED = "rilcontour-theme";
const FIRST = "button:not(:disabled), input, textarea, select, [tabindex='0']";

const isShown = (element) => element.checkVisibility();

function walk(step) {
  const regions = [...document.querySelectorAll("[data-region]")].filter(isShown);
  const at = regions.findLastIndex((each) => each.contains(document.activeElement));
  const region = regions[(at + step + regions.length) % regions.length];
  const first = region && [...region.querySelectorAll(FIRST)].find(isShown);
  if (first) first.focus({ focusVisible: true });
}

function walkByKey(event) {
  if (event.key === "F6") {
    event.preventDefault();
    walk(event.shiftKey ? -1 : 1);
  } else if (event.key === "Escape" && document.activeElement !== document.body) {
    document.activeElement.blur();
  }
}

function rememberTheme() {
  const theme = window.localStorage.getItem(REMEMBERED);
  if (theme === "light" || theme === "dark") trame.state.set("theme", theme);
  trame.state.watch(["theme"], (chosen) => window.localStorage.setItem(REMEMBERED, chosen));
}

function moveCursor(cursor) {
  if (!cursor || !cursor.into) return;
  setTimeout(() => {
    const target = document.querySelector(cursor.into);
    if (target) target.focus();
  }, 60); // once what is asked for is drawn
}

function start() {
  if (!window.trame) {
    setTimeout(start, 20);
    return;
  }
  listenToKeys();
  loseNoClicks();
  window.addEventListener("keydown", walkByKey, true);
  rememberTheme();
  trame.state.watch(["cursor"], moveCursor);
}

window.RILContour = {
  install(app) {
    app.component("ril-box", box);
    app.component("ril-rows", rows);
    start();
  },
};
