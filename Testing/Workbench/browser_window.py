"""Windows of a real browser."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# No sandbox: tests run as root in containers. No calls home: the tests count every request.
ARGUMENTS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
SIZE = {"width": 1280, "height": 800}
PATIENCE_MS = 60_000  # where other tests run beside this one, TensorFlow alone may take half of it


def installed_chromium() -> str | None:
    """The program, of the first of the usual names that there is."""
    return next(filter(None, map(shutil.which, CHROMIUMS)), None)


@dataclass
class Recorder:
    """What a page asked for, and what it complained of."""

    requests: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)

    def watch(self, page: Any) -> None:
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("websocket", lambda websocket: self.requests.append(websocket.url))
        page.on("console", lambda message: self.console.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.console.append(f"page error: {error}"))

    @property
    def hosts(self) -> set[str]:
        """Who was asked for something."""
        return {url.split("/")[2] for url in self.requests if not url.startswith(("data:", "blob:"))}

    @property
    def complaints(self) -> list[str]:
        """Errors, and what the page's policy forbade."""
        return [line for line in self.console if "error" in line or "Content Security Policy" in line]

    def keep(self, page: Any, folder: Path, name: str) -> str:
        """Put a picture of the page and its console beside each other; says where."""
        picture = folder / f"{name}.png"
        (folder / f"{name}.log").write_text("\n".join(self.console), encoding="utf-8")
        if not page.is_closed():
            page.screenshot(path=picture)
        return f"{picture} and .log\n" + "\n".join(self.console)


def new_context(browser: Any) -> Any:
    """As a browser that was just installed: playwright's BrowserContext."""
    context = browser.new_context(viewport=SIZE)
    context.set_default_timeout(PATIENCE_MS)
    return context


def wait_until_open(page: Any) -> None:
    """Until the workbench is drawn in the window."""
    page.locator("#app .v-application").wait_for(timeout=PATIENCE_MS)
    page.wait_for_function("!document.querySelector('#entry-notice') || document.querySelector('#entry-notice').hidden")


def notice_of(page: Any, kind: str) -> str:
    """The text of the notice that lies over the page, once it is of that kind."""
    notice = page.locator(f"#entry-notice[data-kind={kind}]:not([hidden])")
    notice.wait_for(timeout=PATIENCE_MS)
    return str(notice.inner_text())
