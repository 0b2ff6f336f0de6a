"""Datasets and pages that several tests look at, made once."""

from __future__ import annotations

from pathlib import Path

import hostile
import pytest

from toolkit import build
from toolkit.render import run_notebooks

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def digests_dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped digests, built. Nobody writes there."""
    out = tmp_path_factory.mktemp("session") / "digests"
    build(ROOT / "data/raw/digests", out)
    return out


@pytest.fixture(scope="session")
def digests_pages(digests_dataset: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The pages of the shipped digests, the index first."""
    return run_notebooks(ROOT / "notebooks", digests_dataset, tmp_path_factory.mktemp("pages"))


@pytest.fixture(scope="session")
def hostile_dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset in which all that a report can say tries to run something."""
    folder = tmp_path_factory.mktemp("hostile")
    build(hostile.reports(folder / "raw"), folder / "read")
    return hostile.poisoned(folder / "read", folder / "hostile")


@pytest.fixture(scope="session")
def hostile_pages(hostile_dataset: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The pages of that dataset."""
    return run_notebooks(ROOT / "notebooks", hostile_dataset, tmp_path_factory.mktemp("hostile pages"))
