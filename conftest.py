"""Notebooks under test read a dataset made from the shipped digests alone, whatever lies in data/raw or data/processed."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent
DIGESTS = ROOT / "data/raw/digests"

GIVEN_DATASET = "TOOLKIT_TEST_DATASET"
"""Environment variable that names another dataset: test_notebooks.py runs the notebooks on an altered one."""

_built = pytest.StashKey[Path]()


def pytest_configure(config: pytest.Config) -> None:
    """Finds the sanitize file from any folder pytest is started in."""
    given = config.getoption("nbval_sanitize_with", None)
    if given and not Path(given).is_absolute():
        config.option.nbval_sanitize_with = str(ROOT / given)


def notebook_dataset(config: pytest.Config) -> Path:
    """The dataset for notebooks, built once a session."""
    if os.environ.get(GIVEN_DATASET):
        return Path(os.environ[GIVEN_DATASET])
    if _built not in config.stash:
        from toolkit import build

        folder = config._tmp_path_factory.mktemp("digests") / "processed"  # there is no public way from a hook
        build(DIGESTS, folder)
        config.stash[_built] = folder
    return config.stash[_built]


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, None, None]:
    """Names the dataset in the environment while nbval starts a notebook's kernel, and only then."""
    if item.path.suffix != ".ipynb":
        return (yield)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TOOLKIT_DATASET", str(notebook_dataset(item.config)))
        return (yield)


def refresh() -> None:
    """Executes the repository's notebooks in place on the digests: python -c "import conftest; conftest.refresh()"."""
    from tempfile import TemporaryDirectory

    from toolkit import build
    from toolkit.render import execute

    with TemporaryDirectory() as folder:
        build(DIGESTS, folder)
        for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
            execute(path, Path(folder), path)
