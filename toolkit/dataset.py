"""A folder of reports becomes the tables on disk, whole or not at all; and the tables become pandas frames."""

from __future__ import annotations

import json
import os
import shutil
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from toolkit.agencies import Override, agency_table, divisions_version, read_overrides
from toolkit.checks import WARNING, Finding, check_report
from toolkit.reading.readers import prepared
from toolkit.reading.report import FAILED, Report, read_safely
from toolkit.schema import TABLES, arrow_schema, datapackage_resource, pandera_schema, with_dtypes
from toolkit.text.coded import code_statements
from toolkit.text.themes import Codebook, load_codebook

RAW, PROCESSED = Path("data/raw"), Path("data/processed")
"""Where reports are put and where build writes, relative to the project's root."""

ENVIRONMENT_PATH = "TOOLKIT_DATASET"
"""Environment variable that names another processed folder: notebooks under test read that one."""

# Files that lie beside reports and are none.
NO_REPORTS = ("readme", "provenance.toml", "thumbs.db", "desktop.ini", "license")
PROVENANCES = ("original", "digest", "sample")
_STAGING, _JOURNAL = ".staging", ".commit"

Progress = Callable[[int, int, str], None]
"""Called before each file with its number, the number of files, and its name."""


@dataclass(frozen=True)
class Summary:
    """What a build came to: counts of reports and figures by status, findings by severity, statements by kind; failures."""

    reports: dict[str, int]
    figures: dict[str, int]
    findings: dict[str, int]
    statements: dict[str, int]
    failures: tuple[tuple[str, str], ...]


class DatasetMissing(FileNotFoundError):
    """There is no dataset in a folder. Says which folder, and how to make one."""


@dataclass(frozen=True, repr=False)
class Dataset:
    """The tables of a processed folder as frames: `reports`, `sections`, `figures`, `findings`, `statements`, `agencies`.

    `package` is its description: every column, the codebook of themes by which the statements were coded, and the list
    of divisions from which the agencies' codes are.
    """

    path: Path
    package: dict[str, Any]
    reports: pd.DataFrame
    sections: pd.DataFrame
    figures: pd.DataFrame
    findings: pd.DataFrame
    statements: pd.DataFrame
    agencies: pd.DataFrame

    @property
    def provenances(self) -> list[str]:
        """Where its reports come from: "original", "digest", "sample", sorted."""
        return sorted(self.reports["provenance"].unique())

    def __repr__(self) -> str:
        counts = ", ".join(f"{len(getattr(self, name)):,} {name}" for name in TABLES)
        return f"Dataset in {self.path.name} ({', '.join(self.provenances)}): {counts}"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td><b>{name}</b></td><td style='text-align:right'>{len(getattr(self, name)):,}</td>"
            f"<td style='text-align:left'>{table.english} ({table.chinese})</td></tr>"
            for name, table in TABLES.items()
        )
        return (
            f"<p>Dataset in <code>{self.path.name}</code>, provenance: {', '.join(self.provenances)}</p>"
            f"<table><thead><tr><th>table</th><th>rows</th><th style='text-align:left'>one row is</th></tr></thead>"
            f"<tbody>{rows}</tbody></table>"
        )


def find_files(raw: Path) -> list[Path]:
    """The files under a folder that may be reports, sorted by their path. Raises FileNotFoundError for no folder.

    A folder whose provenance.toml says `reports = false` holds none (the truth beside fictional reports).
    """
    if not raw.is_dir():
        raise FileNotFoundError(f"{raw}: expected a folder of reports, found none; make it and put the reports there")
    files = [path for path in raw.rglob("*") if path.is_file() or path.is_symlink()]
    apart = [marker.parent for marker in raw.rglob("provenance.toml") if _marker(marker).get("reports") is False]
    kept = (p for p in files if not _is_companion(p, raw) and not any(folder in p.parents for folder in apart))
    return sorted(kept, key=lambda p: p.relative_to(raw).as_posix())


def _marker(path: Path) -> dict[str, Any]:
    """What a provenance.toml says; a file that can't be read says nothing here, and is named when a report needs it."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, OSError, UnicodeDecodeError):
        return {}


def _is_companion(path: Path, raw: Path) -> bool:
    parts = path.relative_to(raw).parts
    name = parts[-1].lower()
    return any(part.startswith((".", "~$")) for part in parts) or name in NO_REPORTS or name.split(".")[0] in NO_REPORTS


def provenance_of(path: Path, raw: Path) -> str:
    """What a file is by the provenance.toml of its folder or the nearest above it; "original" without one.

    Raises ValueError for a provenance.toml that says something else.
    """
    for folder in path.relative_to(raw).parents:
        marker = raw / folder / "provenance.toml"
        if marker.is_file():
            try:
                value = tomllib.loads(marker.read_text(encoding="utf-8")).get("provenance")
            except tomllib.TOMLDecodeError as error:
                value = str(error)
            if value not in PROVENANCES:
                raise ValueError(
                    f"{marker}: expected provenance = one of {', '.join(PROVENANCES)}, found {value!r}; correct the file"
                )
            return value
    return "original"


def build(
    raw: Path | str = RAW,
    out: Path | str = PROCESSED,
    progress: Progress | None = None,
    themes: Path | str | None = None,
    agencies: Path | str | None = None,
) -> Summary:
    """Reads every report under `raw`, checks and codes it, and writes the tables and datapackage.json to `out`.

    `themes` is a codebook of one's own (see toolkit/text/themes.toml) in place of the toolkit's. `agencies` is a CSV file
    of a person's decisions on agencies (see toolkit.agencies.read_overrides), by default agencies.csv beside `raw`.
    The same input gives the same bytes, whatever the order of the files. What can't be read is a row of `reports`
    with its reason. Nothing is written before everything is read; a build that is interrupted leaves the dataset that
    was there. Raises FileNotFoundError if `raw` is no folder, CodebookError
    or OverrideError for a file of these that can't be used.
    """
    raw, out = Path(raw), Path(out)
    codebook, decisions = load_codebook(themes), _decisions(raw, agencies)
    recover(out)
    files = find_files(raw)
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
    for report_id, report, findings, provenance in _named(_read_all(files, raw, progress)):
        _add_rows(rows, report_id, report, findings, provenance)
        _add_statements(rows, report_id, report, codebook)
    rows["agencies"] = _agencies(rows["reports"], decisions)
    frames = {name: pa.Table.from_pylist(rows[name], schema=arrow_schema(name)) for name in TABLES}
    for name, table in frames.items():
        pandera_schema(name).validate(with_dtypes(name, table.to_pandas()), lazy=True)
    _write(frames, out, codebook)
    return _summary(rows)


def _read_all(files: list[Path], raw: Path, progress: Progress | None) -> Iterator[tuple[Report, str]]:
    with prepared(files):
        for number, path in enumerate(files, 1):
            source = path.relative_to(raw).as_posix()
            if progress:
                progress(number, len(files), source)
            provenance = provenance_of(path, raw)
            for report in read_safely(path, source):
                yield report, provenance


def _named(read: Iterable[tuple[Report, str]]) -> Iterator[tuple[str, Report, list[Finding], str]]:
    """Reports with their ids and findings. Of two for one agency and year all but the first get a part of their hash."""
    first: dict[str, str] = {}
    taken: set[str] = set()
    for report, provenance in read:
        findings = check_report(report)
        report_id = plain_id(report)
        if report_id in first:
            twin = first[report_id]
            findings.append(_twin_finding(report, twin))
            report_id = f"{report_id}_{report.sha256[:6]}"
        else:
            first[report_id] = report.source
        base, count = report_id, 2
        while report_id in taken:
            report_id, count = f"{base}_{count}", count + 1
        taken.add(report_id)
        yield report_id, report, findings, provenance


def plain_id(report: Report) -> str:
    """<agency>_<year>, or unread_ and twelve characters of the hash for what has no agency or no year."""
    if report.status == FAILED or not report.agency or report.year is None:
        return f"unread_{report.sha256[:12] or 'nofile'}"
    return f"{report.agency}_{report.year}"


def _twin_finding(report: Report, twin: str) -> Finding:
    same = f"{report.agency} {report.year}" if report.agency else "the same content"
    return Finding(
        "report_twice",
        WARNING,
        f"{report.source} and {twin} are both of {same}. Both are kept: decide which one to use, and leave the other out "
        "of sums.",
        detail=twin,
    )


def _add_rows(
    rows: dict[str, list[dict[str, Any]]], report_id: str, report: Report, findings: list[Finding], provenance: str
) -> None:
    found = [section.number for section in report.sections if section.number]
    rows["reports"].append(
        {
            "report_id": report_id,
            **{name: getattr(report, name) or None for name in ("agency", "year", "form", "scope_words", "title")},
            **{name: getattr(report, name) or None for name in ("format", "encoding", "sha256", "reason")},
            "scope": report.scope,
            "period_start": report.period[0] if report.period else None,
            "period_end": report.period[1] if report.period else None,
            "provenance": provenance,
            "source": report.source,
            "status": report.status,
            "sections_found": " ".join(map(str, found)) or None,
        }
    )
    for section in report.sections:
        rows["sections"].append(
            {"report_id": report_id, **_attributes(section, ("number", "heading", "text", "origin"))}
        )
    for figure in report.figures:
        names = ("table", "row", "column", "status", "raw", "unit", "origin")
        value = None if figure.value is None else float(figure.value)
        rows["figures"].append({"report_id": report_id, **_attributes(figure, names), "value": value})
    for finding in findings:
        names = ("rule", "severity", "outcome", "table", "row", "column", "message", "origin")
        numbers = {
            n: None if getattr(finding, n) is None else float(getattr(finding, n)) for n in ("reported", "computed")
        }
        rows["findings"].append(
            {"finding_id": finding.id_in(report_id), "report_id": report_id, **_attributes(finding, names), **numbers}
        )


def _add_statements(rows: dict[str, list[dict[str, Any]]], report_id: str, report: Report, codebook: Codebook) -> None:
    names = ("section", "kind", "order", "text", "start", "end", "themes", "words", "answers")
    for statement in code_statements(report.sections, codebook):
        rows["statements"].append({"report_id": report_id, **_attributes(statement, names)})


def _decisions(raw: Path, given: Path | str | None) -> dict[str, Override]:
    """What a person decided about agencies: in the file given, else in agencies.csv beside the raw folder."""
    beside = raw.resolve().parent / "agencies.csv"
    path = Path(given) if given else beside
    return read_overrides(path) if given or path.is_file() else {}


def _agencies(reports: list[dict[str, Any]], decisions: dict[str, Override]) -> list[dict[str, Any]]:
    """The agencies of the reports. A decision may be of an agency whose reports are not in this folder."""
    table = agency_table(pd.DataFrame(reports, columns=["agency", "source", "year"]), decisions, strict=False)
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    return [{name: value or None for name, value in row.items()} for row in rows]


def _attributes(item: Any, names: Iterable[str]) -> dict[str, Any]:
    """Attributes by name; an empty text is none."""
    return {name: None if (value := getattr(item, name)) == "" else value for name in names}


def _summary(rows: dict[str, list[dict[str, Any]]]) -> Summary:
    def count(table: str, column: str) -> dict[str, int]:
        counts: dict[str, int] = {}
        for row in rows[table]:
            counts[row[column]] = counts.get(row[column], 0) + 1
        return counts

    failures = tuple((row["source"], row["reason"]) for row in rows["reports"] if row["status"] == FAILED)
    return Summary(
        count("reports", "status"),
        count("figures", "status"),
        count("findings", "severity"),
        count("statements", "kind"),
        failures,
    )


def _write(frames: dict[str, pa.Table], out: Path, codebook: Codebook) -> None:
    """Writes everything beside the old dataset, then moves it in place; the journal makes the move one step."""
    staging = out / _STAGING
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    for name, table in frames.items():
        pq.write_table(table, staging / f"{name}.parquet", compression="zstd")
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "government-disclosure-reports",
        "title": "政府信息公开工作年度报告",
        "resources": [datapackage_resource(name) for name in TABLES],
        "codebook": {
            "source": Path(codebook.source).name,
            "version": codebook.version,
            "themes": [
                {"code": t.code, "english": t.english, "chinese": t.chinese, "when": t.when} for t in codebook.themes
            ],
        },
        "divisions": divisions_version(),
    }
    text = json.dumps(package, ensure_ascii=False, indent=2) + "\n"
    (staging / "datapackage.json").write_text(text, encoding="utf-8", newline="\n")
    names = sorted(path.name for path in staging.iterdir())
    journal = out / (_JOURNAL + ".tmp")
    journal.write_text(json.dumps(names), encoding="utf-8")
    os.replace(journal, out / _JOURNAL)
    recover(out)


def recover(out: Path) -> None:
    """Finishes a move that was interrupted, and clears away a build that never came to moving."""
    journal, staging = out / _JOURNAL, out / _STAGING
    if journal.is_file():
        for name in json.loads(journal.read_text(encoding="utf-8")):
            if (staging / name).is_file():
                os.replace(staging / name, out / name)
        journal.unlink()
    shutil.rmtree(staging, ignore_errors=True)


def project_path(relative: Path) -> Path:
    """A path of the project: `relative` under the nearest folder with a pyproject.toml, from the current one upward."""
    for folder in (Path.cwd(), *Path.cwd().parents):
        if (folder / "pyproject.toml").is_file():
            return folder / relative
    return Path.cwd() / relative


def open_dataset(path: Path | str | None = None) -> Dataset:
    """The dataset in a folder; without one, that of TOOLKIT_DATASET, else data/processed of the project.

    Raises DatasetMissing where there is none, pandera.errors.SchemaErrors where the tables are not what they should be.
    """
    folder = Path(path or os.environ.get(ENVIRONMENT_PATH) or project_path(PROCESSED))
    if (folder / _JOURNAL).is_file():
        recover(folder)
    description = folder / "datapackage.json"
    if not description.is_file():
        raise DatasetMissing(
            f"{folder}: expected a dataset (datapackage.json), found none; run: toolkit build RAW {folder}"
        )
    frames = {}
    for name in TABLES:
        frame = with_dtypes(name, pd.read_parquet(folder / f"{name}.parquet", dtype_backend="numpy_nullable"))
        frames[name] = pandera_schema(name).validate(frame, lazy=True)
    return Dataset(folder, json.loads(description.read_text(encoding="utf-8")), **frames)
