"""The files that trame's client consists of, read from the page that comes with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path


@dataclass(frozen=True)
class ClientFiles:
    """Addresses relative to the page, in the order of loading."""

    styles: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    modules: list[str] = field(default_factory=list)


def client_files(www: Path) -> ClientFiles:
    """The styles and scripts that `index.html` in trame's folder `www` loads; their names change with its version."""
    reader = _Reader()
    reader.feed((www / "index.html").read_text(encoding="utf-8"))
    return reader.files


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.files = ClientFiles()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        named = dict(attributes)
        if tag == "script" and named.get("src"):
            kind = self.files.modules if named.get("type") == "module" else self.files.scripts
            kind.append(str(named["src"]))
        elif tag == "link" and named.get("rel") == "stylesheet" and named.get("href"):
            self.files.styles.append(str(named["href"]))
