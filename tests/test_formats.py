"""Reports in every format in which agencies publish, written with real writers: they come back exactly."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from setting import set_anew
from truths import NAMES, ORIGINALS
from written import faults, read_file

from toolkit import build, open_dataset
from toolkit.reading.readers import prepared
from toolkit.sample import SampleReport, draw_report
from toolkit.sample.writers import FORMATS, missing_program, write_reports

REPORTS = 300
IN_ALL_FORMATS = 12
# Other layouts of text lose the places of blanks; they have tests of their own.
STYLE = {"txt": "pipes"}


def written(samples: list[SampleReport], name: str, folder: Path) -> list[Path]:
    """The reports written in a format; skips where the program that writes it is not here."""
    if lacking := missing_program(name):
        pytest.skip(f"{lacking}; .ci/run installs it")
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{sample.agency}_{sample.year}_{sample.seed}.{name}" for sample in samples]
    for path, data in zip(
        paths, write_reports([(sample, sample.seed) for sample in samples], name, STYLE.get(name)), strict=True
    ):
        path.write_bytes(data)
    return paths


@pytest.mark.parametrize("name", FORMATS)
def test_three_hundred_reports_come_back_exactly(name: str, tmp_path: Path) -> None:
    samples = [draw_report(20_000 + seed) for seed in range(REPORTS)]
    paths = written(samples, name, tmp_path)
    with prepared(paths):
        read = [faults(read_file(path), sample) for path, sample in zip(paths, samples, strict=True)]
    wrong = {path.name: found for path, found in zip(paths, read, strict=True) if found}
    assert not wrong, (len(wrong), dict(list(wrong.items())[:5]))


@pytest.mark.skipif(not ORIGINALS.is_dir(), reason=f"the real reports are not here: {ORIGINALS}")
@pytest.mark.parametrize("name", ["html", "docx", "pdf"])
def test_the_real_reports_set_anew_come_back_exactly(name: str, tmp_path: Path) -> None:
    samples = [set_anew(report) for report in NAMES]
    for path, sample in zip(written(samples, name, tmp_path), samples, strict=True):
        assert faults(read_file(path), sample) == [], path.name


def comparable(frame: pd.DataFrame) -> pd.DataFrame:
    """A table without what must differ between formats: places, files, and what depends on them."""
    apart = {"origin", "source", "format", "encoding", "sha256", "start", "end"}
    kept = frame[[column for column in frame.columns if column not in apart]]
    if "text" in kept:
        kept = kept.assign(text=kept["text"].str.replace(r"\s+", "", regex=True))
    if "raw" in kept:
        # A dash, an empty cell, or a row of dashes below an empty one: which mark of a blank is met depends on the format.
        kept = kept.assign(raw=kept["raw"].where(kept["status"] != "blank"))
    return kept.sort_values(
        [c for c in kept.columns if c in ("report_id", "finding_id", "number", "table", "row", "column")]
    ).reset_index(drop=True)


@pytest.fixture(scope="module")
def in_text(tmp_path_factory: pytest.TempPathFactory):
    """The same reports as text, against which the other formats are held."""
    return dataset_in("txt", tmp_path_factory.mktemp("formats"))


def dataset_in(name: str, folder: Path):
    """The dataset of some reports in one format."""
    samples = [draw_report(30_000 + seed) for seed in range(IN_ALL_FORMATS)]
    written(samples, name, folder / name)
    build(folder / name, folder / f"{name}-tables")
    return open_dataset(folder / f"{name}-tables")


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "txt"])
def test_one_report_gives_the_same_tables_in_every_format(name: str, in_text, tmp_path: Path) -> None:
    dataset = dataset_in(name, tmp_path)
    for table in ("reports", "sections", "figures", "findings", "statements"):
        pd.testing.assert_frame_equal(comparable(getattr(dataset, table)), comparable(getattr(in_text, table)))
