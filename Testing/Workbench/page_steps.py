"""What a person does on the page, step by step, as tests and pictures need it."""

from __future__ import annotations

from typing import Any

from Testing.Workbench.browser_window import PATIENCE_MS

HOLDS = """() => {
    const s = new Proxy({}, {get: (_, name) => trame.state.get(name)});
    try {
        return %s;
    } catch (error) {
        if (error instanceof TypeError) return false;
        throw error;
    } }"""


def state_of(page: Any, name: str) -> Any:
    """A variable of the page's state."""
    return page.evaluate("name => trame.state.get(name)", name)


def wait_for_state(page: Any, condition: str) -> None:
    """Until a condition on the state `s` holds: `"s.workspace.series"`; what is not there yet does not hold."""
    page.wait_for_function(HOLDS % condition, timeout=PATIENCE_MS)


def open_series(page: Any, name: str) -> None:
    """By its folders in the browser, as a person does."""
    tab(page, "series")
    folders = name.split("/")[:-1] if state_of(page, "browser")["as_tree"] else []
    for depth in range(len(folders)):
        row = page.locator(f".series-row[title='{'/'.join(folders[: depth + 1])}/']")
        row.wait_for(timeout=PATIENCE_MS)
        if row.get_attribute("aria-expanded") != "true":
            row.click()
    page.locator(f".series-row[title^='{name}']").first.click()
    wait_for_state(page, f"s.workspace.series === '{name}' && !s.workspace.busy_with && s.slices.ready")


def show_in_folders(page: Any, wanted: bool) -> None:
    """Have the browser show folders, or a list, whatever it showed before."""
    tab(page, "series")
    if state_of(page, "browser")["as_tree"] != wanted:
        page.get_by_label("In folders, or as a list").click()
    wait_for_state(page, f"s.browser.as_tree === {str(wanted).lower()}")


def tab(page: Any, name: str) -> None:
    """Bring a tab of the left or right column to the front."""
    page.locator(f"[data-tab={name}]").click()


def field(page: Any, name: str) -> Any:
    """A question of the form, by its id."""
    return page.locator(f"[data-field='{name}']")


def answer(page: Any, name: str, words: str) -> None:
    """Click one of a question's answers."""
    field(page, name).get_by_role("button", name=words, exact=True).click()


def press(page: Any, *keys: str) -> None:
    """Press keys one after the other, with the focus where it is."""
    for key in keys:
        page.keyboard.press(key)


def at_rest(page: Any) -> None:
    """Until the server has done and drawn what it was asked for before, and the page shows that.

    Messages keep their order: what a turn of the server's loop tells the page is there before the answer to what is
    asked after it. The second turn is for what the first one put off.
    """
    page.evaluate(
        """async () => {
            for (let turn = 0; turn < 3; turn++) await trame.trigger("key_pressed", ["nothing"]);
            for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
        }"""
    )
