"""What shows that a window was opened by the person who started the workbench."""

from __future__ import annotations

import hmac
import secrets

BYTES = 32  # 256 bits


class Secret:
    """A random token, made anew for each start and never written anywhere; and codes that buy it, once each.

    The token stands in the printed address. A browser that the workbench opens itself is given a code instead: its
    command line can be read by everybody on the computer, and a code that was used is worth nothing.
    """

    def __init__(self) -> None:
        self.token = _random_text()
        self._codes: set[str] = set()

    def is_token(self, text: object) -> bool:
        """Whether `text` is the token; takes equally long for all wrong ones."""
        return isinstance(text, str) and _same(text, self.token)

    def new_code(self) -> str:
        """A code for one window."""
        code = _random_text()
        self._codes.add(code)
        return code

    def spend(self, code: object) -> bool:
        """Whether `code` is one that nobody has spent; now somebody has."""
        if not isinstance(code, str):
            return False
        known = next((each for each in self._codes if _same(code, each)), None)
        if known is None:
            return False
        self._codes.discard(known)
        return True


def _random_text() -> str:
    # Begins with a letter: the client of the framework reads texts such as 12e7 as numbers.
    return f"t{secrets.token_hex(BYTES)}"


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass"))
