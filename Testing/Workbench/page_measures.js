// Measures of the page as it is drawn; `page_measures.py` says what each is for.
(() => {
  "use strict";
  const measures = {};

  // The contrast of each text with the colour behind it, as the Web Content Accessibility Guidelines define it. Disabled
  // controls are exempt there. What is drawn over the image has no one colour behind it and is left out.
  measures.faintTexts = (lowest) => {
    const parse = (css) => {
      const parts = css.match(/[0-9.]+/g).map(Number);
      return { rgb: parts.slice(0, 3), alpha: parts.length > 3 ? parts[3] : 1 };
    };
    const over = (top, alpha, below) => top.map((part, n) => part * alpha + below[n] * (1 - alpha));
    const luminance = (rgb) => {
      const linear = (p) => (p <= 0.04045 ? p / 12.92 : ((p + 0.055) / 1.055) ** 2.4);
      const [r, g, b] = rgb.map((part) => linear(part / 255));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ground = (element) => {
      const layers = [];
      for (let each = element; each; each = each.parentElement) {
        const { rgb, alpha } = parse(getComputedStyle(each).backgroundColor);
        if (alpha > 0) layers.push([rgb, alpha]);
        if (alpha === 1) break;
      }
      return layers.reverse().reduce((below, [rgb, alpha]) => over(rgb, alpha, below), [255, 255, 255]);
    };
    const found = [];
    const walker = document.createTreeWalker(document.querySelector(".ril"), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const element = walker.currentNode.parentElement;
      const text = walker.currentNode.textContent.trim();
      const leftOut = element.closest(":disabled, option, svg, .layout-grid-container");
      if (!text || leftOut || !element.checkVisibility()) continue;
      const style = getComputedStyle(element);
      const below = ground(element);
      const { rgb, alpha } = parse(style.color);
      const [low, high] = [luminance(over(rgb, alpha, below)), luminance(below)].sort((a, b) => a - b);
      const contrast = (high + 0.05) / (low + 0.05);
      if (contrast < lowest) found.push(`${text.slice(0, 40)}: ${contrast.toFixed(2)} (${style.color})`);
    }
    return found;
  };

  measures.smallTargets = (smallest) => {
    const found = [];
    const wanted = "button, select, input, textarea, a[href], summary, [role=button], [role=option], [role=slider]";
    for (const each of document.querySelectorAll(wanted)) {
      if (!each.checkVisibility()) continue;
      const target = each.matches("input[type=checkbox], input[type=range]") ? each.closest("label") || each : each;
      const { width, height } = target.getBoundingClientRect();
      if (width && (width < smallest - 0.01 || height < smallest - 0.01))
        found.push(`${each.outerHTML.slice(0, 120)}: ${width.toFixed(1)} x ${height.toFixed(1)}`);
    }
    return found;
  };

  measures.namelessControls = () => {
    const named = (each) => each.getAttribute("aria-label") || each.textContent.trim() || each.title || each.placeholder
      || (each.labels && [...each.labels].map((label) => label.textContent.trim()).join(""));
    return [...document.querySelectorAll("button, select, input, textarea")]
      .filter((each) => each.checkVisibility() && !named(each)).map((each) => each.outerHTML.slice(0, 160));
  };

  measures.outOfSight = (selector) => {
    const found = [];
    for (const each of document.querySelectorAll(selector)) {
      const box = each.getBoundingClientRect();
      const at = document.elementFromPoint(box.x + box.width / 2, box.y + box.height - 2);
      if (!at || !(each === at || each.contains(at))) found.push(each.textContent.trim().slice(0, 60));
    }
    return found;
  };

  return measures;
})();
