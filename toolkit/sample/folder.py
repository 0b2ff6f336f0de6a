"""A folder with the reports of a fictional province in mixed formats, the truth about them, and how to go on."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from toolkit.sample.draw import SampleReport
from toolkit.sample.places import PROVINCE
from toolkit.sample.truth import Written, truth_files
from toolkit.sample.writers import FORMATS, ProgramMissing, draw_style, missing_program, write_reports

OWN_FORMATS = ("txt", "md", "html", "docx", "xlsx")
"""Formats that are written here without another program."""

# Reports handed to another program in one call: few enough that the progress is seen to go on.
CALL = 20
_STAGING = ".part"

REPORTS_NOTE = '# All reports in this folder are invented.\nprovenance = "sample"\n'
TRUTH_NOTE = (
    '# What stands here is the truth about the reports, and no report.\nprovenance = "sample"\nreports = false\n'
)
README = f"""A FICTIONAL PROVINCE
====================

Everything in this folder is invented by `toolkit sample`: the province ({PROVINCE}), its agencies, their reports, every
number and every sentence. Nothing of it may be used as data.

本文件夹中的省份、机关、报告、数字和文字全部虚构，仅供试用和教学，不得作为数据使用。

reports/   the reports, one file for each agency and year, in the formats in which agencies publish
truth/     what stands in them, as CSV tables that Excel opens:
           reports.csv     which agency, year, form, and file
           figures.csv     every cell of the statutory tables as printed
           sections.csv    the prose of each section
           statements.csv  problems and improvements
           claims.csv      numbers that the prose states: where, what they refer to (`base`: the number of which a share
                           is taken, or last year's), whether they agree; start and end count the characters of the
                           section in sections.csv from 0
           errors.csv      errors that were planted (`toolkit sample --errors 0.2`), with what would be right and which
                           rules find them

How to go on, in a terminal in the project's folder (write the path of this folder for FOLDER):

    toolkit run FOLDER/reports FOLDER/processed

then open FOLDER/processed/pages/index.html, and compare what the toolkit found with truth/errors.csv.
"""

Progress = Callable[[int, int, str], None]
"""Called after each file with its number, the number of files, and its name."""


@dataclass(frozen=True)
class SampleSummary:
    """What was written: reports by format, planted errors by kind, and the number of reports that have one."""

    province: str
    agencies: int
    years: str
    formats: dict[str, int]
    errors: dict[str, int]
    reports_with_errors: int


def usual_formats() -> tuple[str, ...]:
    """The formats written where none are asked for: those that need no other program, and PDF where it can be printed."""
    return OWN_FORMATS if missing_program("pdf") else (*OWN_FORMATS, "pdf")


def check_formats(formats: Sequence[str]) -> None:
    """Raises ValueError for a format that there is not, or none at all, ProgramMissing for one that can't be written here."""
    unknown = [name for name in formats if name not in FORMATS]
    if unknown or not formats:
        raise ValueError(f"expected formats of {', '.join(FORMATS)}, found {unknown[0] if unknown else 'none'!r}")
    for name in formats:
        if missing := missing_program(name):
            raise ProgramMissing(missing)


def deal_formats(seed: int, count: int, formats: Sequence[str]) -> list[str]:
    """A format for each of `count` reports: each format as often as the others (but for one more or less), mixed."""
    dealt = [formats[place % len(formats)] for place in range(count)]
    Random(f"formats {seed}").shuffle(dealt)
    return dealt


def write_sample(
    out: Path, reports: Sequence[SampleReport], formats: Sequence[str], seed: int, progress: Progress | None = None
) -> SampleSummary:
    """Writes reports, truth, and a README to a folder that is new or empty.

    Each report goes into one file, reports/<year>/<agency>_<year>.<format>. All is written beside and moved in place at the end; where it fails, the
    folder is as it was. Raises FileExistsError for a folder with files in it, NotADirectoryError for a file,
    ValueError and ProgramMissing for formats, ProgramFailed where another program fails.
    """
    check_formats(formats)
    was_there = _check_folder(out)
    staging = out / _STAGING
    try:
        staging.mkdir(parents=True)
        written = _write_files(staging / "reports", reports, deal_formats(seed, len(reports), formats), progress)
        _write_notes(staging, written)
        # The README last: where it stands, all the rest does.
        for name in ("truth", "reports", "README.txt"):
            os.replace(staging / name, out / name)
    except BaseException:
        shutil.rmtree(staging if was_there else out, ignore_errors=True)
        raise
    staging.rmdir()
    return _summary(written, formats)


def _check_folder(out: Path) -> bool:
    """Whether the folder is there, with nothing in it but what an interrupted run of ours has left, which is removed."""
    if not out.exists():
        return False
    if not out.is_dir():
        raise NotADirectoryError(f"{out}: expected a folder, found a file; name a folder that is new or empty")
    # Hidden files, such as those that macOS leaves in folders one has looked at, are no work of the user's.
    found = sorted(path.name for path in out.iterdir() if not path.name.startswith("."))
    if found:
        more = f" and {len(found) - 1} more" if len(found) > 1 else ""
        raise FileExistsError(
            f"{out}: expected a new or empty folder, found {found[0]}{more} in it; name another folder, or empty this one"
        )
    shutil.rmtree(out / _STAGING, ignore_errors=True)
    return True


def _write_files(
    folder: Path, reports: Sequence[SampleReport], dealt: Sequence[str], progress: Progress | None
) -> list[Written]:
    """One file a report. Formats are written one after the other, so that other programs are started for many at once."""
    written: dict[int, Written] = {}
    for format in dict.fromkeys(dealt):
        places = [place for place, name in enumerate(dealt) if name == format]
        size = 1 if format in OWN_FORMATS else CALL
        for start in range(0, len(places), size):
            batch = places[start : start + size]
            files = write_reports([(reports[place], reports[place].seed) for place in batch], format)
            for place, data in zip(batch, files, strict=True):
                report = reports[place]
                source = f"{report.year}/{report.agency}_{report.year}.{format}"
                path = folder / source
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
                written[place] = Written(report, source, format, draw_style(format, report.seed))
                if progress:
                    progress(len(written), len(reports), path.name)
    return [written[place] for place in range(len(reports))]


def _write_notes(staging: Path, written: Sequence[Written]) -> None:
    """What stands beside the reports: the truth, what each folder is, how to go on."""
    (staging / "truth").mkdir()
    for name, data in truth_files(written).items():
        (staging / "truth" / name).write_bytes(data)
    for name, text in (
        ("reports/provenance.toml", REPORTS_NOTE),
        ("truth/provenance.toml", TRUTH_NOTE),
        # With the mark by which old editors on Windows know UTF-8.
        ("README.txt", "\ufeff" + README),
    ):
        (staging / name).write_text(text, encoding="utf-8", newline="\r\n" if name == "README.txt" else "\n")


def _summary(written: Sequence[Written], formats: Sequence[str]) -> SampleSummary:
    errors = Counter(error.kind for one in written for error in one.report.errors)
    found = Counter(one.format for one in written)
    years = sorted({one.report.year for one in written})
    return SampleSummary(
        province=PROVINCE,
        years="-".join(map(str, dict.fromkeys((years[0], years[-1])))),
        agencies=len({one.report.agency for one in written}),
        formats={name: found[name] for name in formats if found[name]},
        errors=dict(sorted(errors.items())),
        reports_with_errors=sum(bool(one.report.errors) for one in written),
    )
