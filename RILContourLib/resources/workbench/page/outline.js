// The outline of scissors, or the way of the brush, in the 3D view is drawn here while the button is down, as fast as the
// hand; the server works out what it cuts or marks once the button is up.
let outline = null; // where it is drawn
let places = [];

function show() {
  const { left, top } = outline.getBoundingClientRect();
  const points = places.map(([x, y]) => `${x - left},${y - top}`).join(" ");
  for (const line of outline.children) line.setAttribute("points", points);
}

function end() {
  if (!outline) return;
  places = [];
  show();
  outline = null;
}

function begin(event) {
  end();
  const view = event.target.closest?.(".remote-controlled-area");
  const found = view?.parentElement.querySelector("[data-outline]");
  if (!found || event.button !== 0 || event.shiftKey) return;
  outline = found;
  places = [[event.clientX, event.clientY]];
}

function goOn(event) {
  if (!outline || !event.buttons) return;
  places.push([event.clientX, event.clientY]);
  show();
}

/** From now on, for as long as the page lives. */
export function drawOutlines() {
  window.addEventListener("pointerdown", begin, true);
  window.addEventListener("pointermove", goOn, true);
  for (const kind of ["pointerup", "pointercancel"]) window.addEventListener(kind, end, true);
  window.addEventListener("keydown", (event) => event.key === "Escape" && end(), true);
}
