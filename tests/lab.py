"""JupyterLab and a browser for tests: started here, without any news, updates or other requests to the network."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[1]
TOKEN = "test"
STARTS_WITHIN, STEP = 180, 90_000
"""Seconds for JupyterLab to answer, milliseconds for a step in the browser: slow machines run these tests, too."""
PICTURES = "TOOLKIT_SCREENSHOTS"
"""Environment variable that names a folder in which screenshots are kept."""
_QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@dataclass
class Watched:
    """A page of the browser, with all that must not happen on it: errors, requests to elsewhere, dialogs."""

    page: Page
    wrong: list[str] = field(default_factory=list)

    def expect_nothing(self) -> None:
        assert not self.wrong, "\n".join(self.wrong)


@contextmanager
def browser() -> Iterator[Browser]:
    """Headless Chromium, Chrome or Edge of this machine; skips the test where there is none."""
    sync_api = pytest.importorskip("playwright.sync_api", reason='needs playwright: pip install -e ".[test]"')
    from toolkit.programs import find_browser

    program = find_browser()
    if program is None:
        pytest.skip("needs Chromium, Chrome or Edge, found none")
    with sync_api.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=str(program), args=list(_QUIET))
        yield opened
        opened.close()


@contextmanager
def watched(opened: Browser, width: int, height: int, here: str, **options: object) -> Iterator[Watched]:
    """A new page of this size. `here` begins the addresses that may be asked for, besides data: and blob:."""
    page = opened.new_page(viewport={"width": width, "height": height}, **options)
    seen = Watched(page)
    page.set_default_timeout(STEP)
    page.on("console", lambda m: seen.wrong.append(f"console: {m.text} ({m.location})") if m.type == "error" else None)
    page.on("pageerror", lambda error: seen.wrong.append(f"error: {error}"))
    page.on("dialog", lambda dialog: (seen.wrong.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.on(
        "request",
        lambda r: None if r.url.startswith((here, "data:", "blob:")) else seen.wrong.append(f"asked for {r.url}"),
    )
    yield seen
    page.close()


def picture(page: Page, name: str, folder: Path, **options: object) -> Path:
    """A screenshot of a page, kept in the folder that TOOLKIT_SCREENSHOTS names, else in `folder`."""
    folder = Path(os.environ.get(PICTURES) or folder)
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"{name}.png", **options)
    return folder / f"{name}.png"


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@contextmanager
def jupyterlab(project: Path, home: Path) -> Iterator[str]:
    """JupyterLab as `jupyter lab` starts it in a project's folder, with settings of its own; gives its address."""
    settings = home / "settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    quiet = {"fetchNews": "false", "checkForUpdates": False}
    (settings / "notification.jupyterlab-settings").write_text(json.dumps(quiet), encoding="utf-8")
    port = _free_port()
    environment = {key: value for key, value in os.environ.items() if key != "TOOLKIT_DATASET"} | {
        "HOME": str(home), "JUPYTER_CONFIG_DIR": str(home / "config"), "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"), "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"), "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    options = (
        "--no-browser",
        "--allow-root",
        "--expose-app-in-browser",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
    )
    command = [sys.executable, "-m", "jupyterlab", *options, f"--IdentityProvider.token={TOKEN}"]
    with (home / "jupyter.log").open("wb") as log:
        server = subprocess.Popen(command, cwd=project, env=environment, stdout=log, stderr=log)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(address, server, home / "jupyter.log")
            yield address
        finally:
            server.terminate()
            server.wait(timeout=60)


def _wait(address: str, server: subprocess.Popen, log: Path) -> None:
    end = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < end and server.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/api/status?token={TOKEN}", timeout=5).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise AssertionError(f"JupyterLab did not start:\n{log.read_text(errors='replace')[-3000:]}")
