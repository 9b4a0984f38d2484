"""Which Host and Origin headers are let through, and what a secret and the one window are worth."""

from __future__ import annotations

import pytest

from RILContourLib.workbench.serving.secret import Secret
from RILContourLib.workbench.serving.visitors import host_is_ours, origin_is_ours
from RILContourLib.workbench.serving.windows import ARRIVING_S, Windows


@pytest.mark.parametrize("host", ["127.0.0.1:8710", "localhost:8710", "LOCALHOST", "[::1]:8710", "127.0.0.1:9000"])
def test_this_computers_own_names_are_let_through_with_any_port_because_tunnels_have_another(host: str) -> None:
    assert host_is_ours(host, "127.0.0.1")


@pytest.mark.parametrize(
    "host",
    [
        *(None, "", ":8710", "evil.example", "evil.example:8710", "127.0.0.1.evil.example:8710", "192.168.1.5:8710"),
        *("localhost.evil.example", "evil.example@127.0.0.1", "127.0.0.1:x", "[::1", "[evil.example]:80", "127.1.evil"),
        "127.0.0.1:8710, evil.example",
    ],
)
def test_other_names_are_refused_on_a_server_for_this_computer_only(host: str | None) -> None:
    assert not host_is_ours(host, "127.0.0.1")


def test_a_server_for_others_is_called_by_addresses_and_by_its_own_name_but_not_by_foreign_ones() -> None:
    assert host_is_ours("192.168.1.5:8710", "0.0.0.0")
    assert host_is_ours("ct-workstation:8710", "ct-workstation")
    assert not host_is_ours("evil.example:8710", "0.0.0.0")


@pytest.mark.parametrize(
    "origin",
    [
        *(None, "", "null", "http://evil.example", "https://127.0.0.1:8710", "http://127.0.0.1:8711"),
        *("http://127.0.0.1", "http://localhost:8710", "http://127.0.0.1:8710/", "http://127.0.0.1:8710.evil.example"),
    ],
)
def test_only_pages_of_the_very_same_address_may_do_something(origin: str | None) -> None:
    assert not origin_is_ours(origin, "127.0.0.1:8710")
    assert origin_is_ours("http://127.0.0.1:8710", "127.0.0.1:8710")


def test_a_secret_has_256_random_bits_and_no_number_is_read_from_it() -> None:
    tokens = {Secret().token for _ in range(100)}
    assert len(tokens) == 100
    assert all(token.startswith("t") and len(token) == 1 + 64 for token in tokens)


@pytest.mark.parametrize("guess", [None, 7, "", "wslink-secret", ["x"], "\udcff"])
def test_nothing_else_is_the_token(guess: object) -> None:
    assert not Secret().is_token(guess)


def test_a_code_is_good_once() -> None:
    secret = Secret()
    code = secret.new_code()
    assert secret.spend(code)
    assert not secret.spend(code)
    assert not secret.spend(None)
    assert not secret.is_token(code)


@pytest.fixture
def now() -> list[float]:
    """What the clock shows; put another time in to let it pass."""
    return [100.0]


@pytest.fixture
def replaced() -> list[str]:
    return []


@pytest.fixture
def windows(now: list[float], replaced: list[str]) -> Windows:
    return Windows(replaced.append, clock=lambda: now[0])


def test_a_second_window_has_to_take_over(windows: Windows, replaced: list[str]) -> None:
    assert windows.ask("a")
    assert windows.connect("a", "1")
    assert not windows.ask("b")
    assert not windows.connect("b", "2")
    assert replaced == []
    assert windows.ask("b", take_over=True)
    assert replaced == ["1"]
    assert windows.connect("b", "2")
    assert not windows.connect("a", "3")


def test_a_reload_may_overtake_the_end_of_its_own_former_connection(windows: Windows, replaced: list[str]) -> None:
    windows.ask("a")
    windows.connect("a", "1")
    assert windows.ask("a")
    assert replaced == ["1"]
    assert windows.connect("a", "2")
    windows.disconnect("1")
    assert windows.connected


def test_a_window_that_never_comes_keeps_others_waiting_for_a_moment_only(windows: Windows, now: list[float]) -> None:
    windows.ask("a")
    assert not windows.ask("b")
    now[0] += ARRIVING_S
    assert windows.ask("b")


def test_it_is_known_how_long_nobody_was_there(windows: Windows, now: list[float]) -> None:
    now[0] += 7.0
    assert windows.away_for_s == 7.0
    windows.ask("a")
    windows.connect("a", "1")
    now[0] += 50.0
    assert windows.away_for_s == 0.0
    windows.disconnect("1")
    now[0] += 3.0
    assert windows.away_for_s == 3.0


def test_it_is_known_for_how_long_nothing_was_done_in_the_window(windows: Windows, now: list[float]) -> None:
    now[0] += 7.0
    assert windows.idle_for_s == 0.0
    windows.ask("a")
    windows.connect("a", "1")
    now[0] += 50.0
    assert windows.idle_for_s == 50.0
    windows.act()
    assert windows.idle_for_s == 0.0
