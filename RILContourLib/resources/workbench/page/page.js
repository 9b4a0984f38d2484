// Walking through the page by keyboard (F6, Escape), the cursor where the server wants it, and the theme of last time.
(function () {
  "use strict";
  const REMEMBERED = "rilcontour-theme";

  function regions() {
    return [...document.querySelectorAll("[data-region]")].filter((each) => each.offsetParent !== null);
  }

  function walk(step) {
    const all = regions();
    const at = all.findIndex((each) => each.contains(document.activeElement));
    const region = all[(at + step + all.length) % all.length];
    const first = region && region.querySelector("button:not(:disabled), input, textarea, select, [tabindex='0']");
    if (first) first.focus({ focusVisible: true });
  }

  window.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "F6") {
        event.preventDefault();
        walk(event.shiftKey ? -1 : 1);
      } else if (event.key === "Escape" && document.activeElement !== document.body) {
        document.activeElement.blur();
      }
    },
    true,
  );

  window.RILContour.start = () => {
    if (!window.trame) {
      setTimeout(window.RILContour.start, 20);
      return;
    }
    const theme = window.localStorage.getItem(REMEMBERED);
    if (theme === "light" || theme === "dark") trame.state.set("theme", theme);
    trame.state.watch(["theme"], (chosen) => window.localStorage.setItem(REMEMBERED, chosen));
    trame.state.watch(["cursor"], (cursor) => {
      if (cursor && cursor.into)
        setTimeout(() => {
          const target = document.querySelector(cursor.into);
          if (target) target.focus();
        }, 60);
    });
  };
})();
