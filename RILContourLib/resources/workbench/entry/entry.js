// Lets this window into the workbench, and says so when it cannot be used: another window has it, the connection is
// lost, the address is an old one. Everything else on the page is drawn by the framework that is loaded at the end.
"use strict";
(() => {
  const TAKEN_OVER = 4001;
  const ASK_AGAIN_MS = 1000;
  const LONG_LOST_MS = 8000;

  const NOTICES = {
    elsewhere: {
      title: "The workbench is open in another window",
      text: "It can be used in one window at a time. The other window stays where it is, and is told.",
      button: "Use it here",
    },
    taken: {
      title: "The workbench is used in another window now",
      text: "Nothing was lost: what you drew and answered here is there too.",
      button: "Use it here",
    },
    lost: {
      title: "The connection is lost",
      text:
        "All edits that were shown as saved are safe in the project. " +
        "This page goes on by itself when the workbench answers again.",
    },
    longLost: {
      title: "The workbench does not answer",
      text:
        "All edits that were shown as saved are safe in the project. If it was stopped, start it again with " +
        "rilcontour serve: it opens a new window, or prints the address of one. This page can then be closed.",
    },
    unknown: {
      title: "This address is not valid any more",
      text:
        "Every start of the workbench has an address of its own. Open the one that rilcontour serve printed last. " +
        "All edits that were shown as saved are safe in the project.",
    },
  };

  // The token stays in this tab (other ports of this computer cannot read it, as they could a cookie). The window's
  // name is put away only while the page is being left, so that a reload has the same one and a duplicated tab has not.
  const kept = window.sessionStorage;
  const address = new URLSearchParams(window.location.hash.slice(1));
  let token = address.get("token") || kept.getItem("token");
  let code = address.get("code");
  const name = kept.getItem("window") || crypto.getRandomValues(new Uint32Array(4)).join("x");
  kept.removeItem("window");
  window.addEventListener("pagehide", () => kept.setItem("window", name));
  // No order to the framework may come from a link: its client reads the address.
  window.history.replaceState(null, "", "/");

  function show(kind) {
    const { title, text, button } = NOTICES[kind];
    const [notice, press] = [document.getElementById("entry-notice"), document.getElementById("entry-button")];
    document.getElementById("entry-title").textContent = title;
    document.getElementById("entry-text").textContent = text;
    press.hidden = !button;
    press.textContent = button || "";
    notice.dataset.kind = kind;
    notice.hidden = false;
    if (button) press.focus();
  }

  async function ask(takeOver) {
    const question = { token, code, window: name, take_over: takeOver };
    const response = await fetch("/window", { method: "POST", body: JSON.stringify(question), cache: "no-store" });
    const answer = await response.json();
    if (answer.token) {
      token = answer.token;
      code = null;
      kept.setItem("token", token);
    }
    return answer;
  }

  async function goOn(since) {
    try {
      const { answer } = await ask(false);
      if (answer === "yours") window.location.reload();
      else show(answer);
    } catch (error) {
      if (Date.now() - since > LONG_LOST_MS) show("longLost");
      window.setTimeout(() => goOn(since), ASK_AGAIN_MS);
    }
  }

  let ended = false;
  function connectionEnded(event) {
    if (ended) return;
    ended = true;
    if (event.code === TAKEN_OVER) {
      show("taken");
    } else {
      show("lost");
      window.setTimeout(() => goOn(Date.now()), ASK_AGAIN_MS / 4);
    }
  }

  // What came, as the framework reads it: a Blob to it. A real one is read aside, several at once: a short message
  // overtakes a long one, and of two values of one state the page keeps the older.
  class Message {
    constructor(bytes) {
      this.bytes = bytes;
    }
    slice(begin, end) {
      return new Message(this.bytes.slice(begin, end));
    }
    async arrayBuffer() {
      return this.bytes;
    }
  }

  // The framework makes its websocket itself; this is how we hear of its end, and have it read messages in their order.
  const Native = window.WebSocket;
  window.WebSocket = class extends Native {
    constructor(...words) {
      super(...words);
      super.binaryType = "arraybuffer";
      this.addEventListener("close", connectionEnded);
    }
    set binaryType(kind) {} // the framework would have Blobs
    set onmessage(hear) {
      super.onmessage = ({ data }) => hear({ data: new Message(data) });
    }
  };
  window.addEventListener("pagehide", () => { ended = true; });

  function load(tag, attributes) {
    return new Promise((resolve, reject) => {
      const element = Object.assign(document.createElement(tag), attributes);
      element.addEventListener("load", resolve);
      element.addEventListener("error", () => reject(new Error(`${attributes.src || attributes.href} is not there`)));
      document.head.append(element);
    });
  }

  async function enter({ styles, scripts, modules }) {
    const orders = new URLSearchParams({ secret: `${token}.${name}`, sessionURL: `ws://${window.location.host}/ws` });
    window.history.replaceState(null, "", `/?${orders}`); // read, and taken away, by the client
    for (const href of styles) await load("link", { rel: "stylesheet", href });
    for (const src of scripts) await load("script", { src });
    for (const src of modules) await load("script", { src, type: "module" });
    window.history.replaceState(null, "", "/");
  }

  async function begin() {
    if (!token && !code) {
      show("unknown");
      return;
    }
    try {
      const { answer, files } = await ask(false);
      if (answer === "yours") await enter(files);
      else show(answer);
    } catch (error) {
      show("lost");
      window.setTimeout(() => goOn(Date.now()), ASK_AGAIN_MS);
    }
  }

  document.getElementById("entry-button").addEventListener("click", async () => {
    try {
      const { answer } = await ask(true);
      if (answer === "yours") window.location.reload();
      else show(answer);
    } catch (error) {
      show("lost");
      goOn(Date.now());
    }
  });
  begin();
})();
