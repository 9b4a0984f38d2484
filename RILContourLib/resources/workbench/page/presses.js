// A click is not lost because the page moves under the pointer while the button is down: pressing a button leaves the box
// that was written in, and what the server says to that may take room above. The browser then sees the mouse go down on
// one thing and up on another, which is no click to it.
const NEAR = 4; // pixels that a hand moves while it clicks
let pressed = null; // the button on the page that the mouse went down on, and where

function down(event) {
  const button = event.button === 0 && event.isPrimary && event.target.closest?.("button");
  pressed = button ? { button, x: event.clientX, y: event.clientY } : null;
}

function up(event) {
  const held = pressed;
  pressed = null;
  if (!held || event.composedPath().includes(held.button)) return; // the browser makes a click of it
  const isStill = Math.hypot(event.clientX - held.x, event.clientY - held.y) <= NEAR;
  if (isStill && held.button.isConnected && held.button.checkVisibility()) held.button.click(); // not if it is disabled
}

/** From now on, for as long as the page lives. */
export function loseNoClicks() {
  window.addEventListener("pointerdown", down, true);
  window.addEventListener("pointerup", up, true);
  window.addEventListener("pointercancel", () => (pressed = null), true);
}
