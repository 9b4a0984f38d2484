"""What the browser is told about every answer: what the page may load, and who may show it."""

from __future__ import annotations

# The client compiles Vue templates (unsafe-eval) and styles elements directly; scripts come from files of ours only.
# `connect-src 'self'` covers the websocket of the same address.
POLICY = (
    "default-src 'none'",
    "script-src 'self' 'unsafe-eval'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
)

SECURITY_HEADERS = {
    "Content-Security-Policy": "; ".join(POLICY),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
# A new version of the software must not meet old files of the page.
NOT_KEPT = {"Cache-Control": "no-cache"}
