"""What holds for every test: a home of its own, real tools or a loud word, and never an empty run."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright

from tests import tools
from tests.shared import shared_is_expected
from tests.untested import left_untested, untested

pytest_plugins = ["tests.servers.fixtures"]

# Two shared cores are slow now and then: time is not what a property test is about.
settings.register_profile(
    "house", deadline=None, max_examples=100, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "soak", deadline=None, max_examples=5_000, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))

NEEDED: dict[str, tuple[Callable[[], Path], str]] = {
    "browser": (tools.chromium, "the portal in a real browser"),
    "tesseract": (tools.tesseract, "the Tesseract adapter of ocr"),
}
"""Marker of a test → (what finds the program it drives, what it promises)."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests in a browser share one worker, so that one Chromium runs at a time."""
    for item in items:
        if item.get_closest_marker("browser") and not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group("browser"))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test whose program is not here fails under CI=true, and is skipped by name elsewhere.

    One that reads the shared material is skipped by name wherever that material is not.
    """
    for marker in item.iter_markers("shared"):
        if not shared_is_expected():
            left_untested(
                marker.args[0], "no folder `shared` lies beside the repository, and LANTAI_SHARED names none"
            )
    for name, (find, promise) in NEEDED.items():
        if item.get_closest_marker(name) is None:
            continue
        try:
            find()
        except tools.ToolMissingError as error:
            untested(promise, error)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Names aloud the promises that this run did not test."""
    reasons = {str(report.longrepr[2]) for report in terminalreporter.stats.get("skipped", ())}
    untested = sorted(reason for reason in reasons if "NOT TESTED" in reason)
    if untested:
        terminalreporter.section("promises that were NOT TESTED on this machine", red=True)
        for reason in untested:
            terminalreporter.line(reason.removeprefix("Skipped: "))


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """A run in which nothing passed proves nothing: it is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    asked_to_list = session.config.option.collectonly
    on_worker = hasattr(session.config, "workerinput")
    if reporter is None or asked_to_list or on_worker or exitstatus != pytest.ExitCode.OK:
        return
    if not reporter.stats.get("passed"):
        session.exitstatus = pytest.ExitCode.NO_TESTS_COLLECTED


@pytest.fixture(scope="session", autouse=True)
def _no_one_elses_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test sees the settings or the home of whoever runs it; LANTAI_SHARED alone stays."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("LANTAI_") and name != "LANTAI_SHARED"]:
            patch.delenv(name)
        patch.setenv("LANTAI_HOME", str(tmp_path_factory.mktemp("home")))
        yield


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home of the test's own, named by LANTAI_HOME."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("LANTAI_HOME", str(folder))
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real Chromium, for tests marked `browser`; each test opens a context of its own.

    It ends with its module: while it lives its event loop runs in this thread, and others could start none.
    """
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=str(tools.chromium()), args=list(tools.CHROMIUM_ARGUMENTS)
        )
        yield chromium
        chromium.close()
