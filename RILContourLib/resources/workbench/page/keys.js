// Keys go to the server, whose table says which it wants. Never while somebody writes, and the keys that walk through
// the page (Tab, Enter, Space, arrows) are the browser's from F6, or Tab while nothing is open, until Escape or a click.
import { drawOutlines } from "./outline.js";
import { followPointer, isOurs } from "./pointer.js";

const NAMES = { ArrowUp: "Up", ArrowDown: "Down", ArrowLeft: "Left", ArrowRight: "Right", PageUp: "PgUp",
  PageDown: "PgDown", " ": "Space" };
const WALKING = new Set(["Tab", "Shift+Tab", "Enter", "Space", "Up", "Down", "PgUp", "PgDown", "Home", "End"]);
const OF_HELP = new Set(["F1", "?"]);
const NO_TEXT = new Set(["checkbox", "radio", "range", "button", "color", "submit"]);
const held = new Set();
let walking = false; // through the page by keyboard

function nameOf(event) {
  let key = NAMES[event.key] || event.key;
  if (event.altKey && /^Digit[0-9]$/.test(event.code)) key = event.code.slice(5);
  const isLetter = key.length === 1 && key.toLowerCase() !== key.toUpperCase();
  if (isLetter) key = key.toUpperCase();
  const shift = event.shiftKey && (isLetter || key.length > 1) ? "Shift+" : "";
  return `${event.ctrlKey || event.metaKey ? "Ctrl+" : ""}${event.altKey ? "Alt+" : ""}${shift}${key}`;
}

function isWriting(target) {
  if (!target.closest) return false;
  const box = target.closest("input, textarea, select, [contenteditable=true]");
  return Boolean(box) && !(box.tagName === "INPUT" && NO_TEXT.has(box.type));
}

function isWanted(name, target) {
  const keys = trame.state.get("keys");
  if (!keys || isWriting(target)) return false;
  if (trame.state.get("help")) return OF_HELP.has(name); // nothing is done behind the list of shortcuts
  if (name.endsWith("Tab") && !trame.state.get("workspace").series) {
    walking = true;
    return false;
  }
  if (walking && WALKING.has(name) && target !== document.body) return false;
  return name in keys.always || (keys.answering && keys.answers.includes(name));
}

function down(event) {
  if (isOurs(event)) return;
  const name = nameOf(event);
  if (name === "F6" || name === "Shift+F6") walking = true;
  if (name === "Escape") walking = false;
  if (name === "Escape" && window.trame && trame.state.get("help")) {
    event.preventDefault();
    event.stopPropagation();
    trame.state.set("help", false);
    return;
  }
  if (!window.trame || event.isComposing || !isWanted(name, event.target)) return;
  event.preventDefault();
  event.stopPropagation();
  const isHeld = trame.state.get("keys").always[name] === "held";
  if (isHeld && (event.repeat || held.has(name))) return;
  if (isHeld) held.add(name);
  trame.trigger("key_pressed", [name]);
}

function release(name) {
  if (held.delete(name)) trame.trigger("key_released", [name]);
}

/** Give the keys back to the shortcuts once something was chosen or written, unless somebody walks by keyboard. */
export function leave(target) {
  if (!walking) target.blur();
}

/** From now on, for as long as the page lives. */
export function listenToKeys() {
  window.addEventListener("keydown", down, true);
  window.addEventListener("pointerdown", () => (walking = false), true);
  followPointer();
  drawOutlines();
  window.addEventListener("keyup", (event) => release(nameOf(event).split("+").pop()), true);
  window.addEventListener("change", (event) => event.target.tagName === "SELECT" && leave(event.target));
  window.addEventListener("blur", () => [...held].forEach(release));
}
