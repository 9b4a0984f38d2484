// What the pointer does in the views. A view (trame's) sends one event after the other, each after the answer to the one
// before; of the moves that wait meanwhile it sends the last only. Key events of ours, which no keyboard has, go the same
// way: a sign tells the server that all before a key or a click on a button has come, and a corner keeps the move before it
// from being left out, so that outlines and strokes are what was drawn, however slow the answers are.
const OURS = "ril-";
const CORNER = `${OURS}corner`;
const PAGE = Math.random().toString(36).slice(2, 10);
const NEAR = 1.5; // pixels from a straight line
const MOST_BETWEEN = 100;
let touched = null; // the view in which the pointer did something that nothing must overtake
let buttons = 0; // that are down there
let signs = 0;
let last = [0, 0]; // the corner before
let between = []; // the places since

const viewOf = (event) => event.target.closest && event.target.closest(".remote-controlled-area");
const placeOf = (event) => [event.clientX, event.clientY];

function send(view, key) {
  view.dispatchEvent(new KeyboardEvent("keydown", { key }));
}

function distance([x, y], [x0, y0], [x1, y1]) {
  const length = Math.hypot(x1 - x0, y1 - y0);
  if (!length) return Math.hypot(x - x0, y - y0);
  const share = Math.min(1, Math.max(0, ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length ** 2));
  return Math.hypot(x - x0 - share * (x1 - x0), y - y0 - share * (y1 - y0));
}

function touch(event) {
  const view = viewOf(event);
  if (!view) return;
  touched = view;
  buttons = event.buttons;
  last = placeOf(event);
  between = [];
}

function move(event) {
  const view = event.buttons && viewOf(event);
  if (!view) return;
  const now = placeOf(event);
  if (between.length > MOST_BETWEEN || between.some((place) => distance(place, last, now) > NEAR)) {
    send(view, CORNER); // heard before the view hears of this move: between it and the one before
    last = between[between.length - 1];
    between = [];
  }
  between.push(now);
}

/** Whether a key event is one of ours. */
export function isOurs(event) {
  return Boolean(event.key?.startsWith(OURS));
}

/** A sign behind what the pointer did; "" where there is nothing that could be overtaken. */
function signBehindThePointer() {
  if (!touched || !touched.isConnected) return "";
  const sign = `${OURS}${PAGE}-${++signs}`;
  send(touched, sign);
  if (!buttons) touched = null; // what is asked for next waits for this
  return sign;
}

/** From now on what buttons and keys ask for comes with a sign; the server does it in its turn. */
function callInTurn() {
  const call = trame.trigger;
  trame.trigger = (name, values = [], named = {}) => call("in_turn", [signBehindThePointer(), name, values, named]);
}

/** From now on, for as long as the page lives. */
export function followPointer() {
  callInTurn();
  for (const kind of ["pointerdown", "pointerup", "pointercancel", "wheel"]) {
    window.addEventListener(kind, touch, { capture: true, passive: true });
  }
  window.addEventListener("pointermove", move, { capture: true, passive: true });
}
