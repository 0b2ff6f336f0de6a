"""The tables for other programs: Excel, Stata, CSV, Parquet, DuckDB; long as build writes them, or a row a report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.dataset import Dataset

FOLDER = "export"
"""Where exports are put, beside the tables of a dataset."""
STEM = "tables"
"""What the one file is called, in formats that have one for all tables."""


@dataclass(frozen=True)
class Format:
    """A format: the module that writes it, the ending of its files, whether all tables are in one file, for whom."""

    module: str
    suffix: str
    one_file: bool
    english: str


FORMATS = {
    "xlsx": Format("to_xlsx", ".xlsx", True, "Excel: a sheet a table, and a codebook"),
    "csv": Format("to_csv", ".csv", False, "CSV for Excel and everything else"),
    "dta": Format("to_dta", ".dta", False, "Stata 14 and later, with Chinese labels"),
    "parquet": Format("to_parquet", ".parquet", False, "Parquet for Python and R"),
    "duckdb": Format("to_duckdb", ".duckdb", True, "a DuckDB database for SQL"),
}
SHAPES = ("long", "wide")


def export(
    data: Dataset,
    to: str,
    out: Path | str | None = None,
    shapes: Sequence[str] = SHAPES,
    corrected: bool = False,
) -> list[Path]:
    """Writes the tables of a dataset, with a codebook, in a format of FORMATS; gives the files that were written.

    `out` is a folder, or for xlsx and duckdb a file too; by default export/ beside the tables. `shapes`: "long" are the
    tables as build writes them, `figures` with the Chinese labels of row and column; "wide" has a row a report and a
    column a cell of every form, and `wide_status` beside it says why a number is not there. The wide values are those
    printed; with `corrected` those after a person's corrections.

    Files are written beside their place and then renamed; the same dataset gives the same bytes, but for duckdb. Raises
    ValueError for a format or shape that there is not, and OSError for a place that can't be written to.
    """
    if to not in FORMATS:
        raise ValueError(f"expected a format out of {', '.join(FORMATS)}, found {to!r}")
    from toolkit.export.files import write_file, write_folder
    from toolkit.export.tables import export_tables

    form = FORMATS[to]
    write = import_module(f"{__name__}.{form.module}").write
    tables = export_tables(data, shapes, corrected)
    out = Path(out) if out else default_place(data.path, to)
    if not form.one_file:
        return write_folder(write, tables, out)
    return write_file(write, tables, out if out.suffix.lower() == form.suffix else out / f"{STEM}{form.suffix}")


def default_place(processed: Path, to: str, chosen: Iterable[object] = ()) -> Path:
    """Where an export is put that was given no place: a folder; for a part of the dataset one named after what was chosen."""
    from toolkit.dataset.files import folder_of

    place = processed / folder_of(FOLDER, chosen)
    return place if FORMATS[to].one_file else place / to


def read_csv(path: Path | str) -> pd.DataFrame:
    """A table that was exported as CSV, as it was: without the apostrophes before formulas, and with its dtypes.

    The name of the file says which table it is. Raises ValueError for another name, FileNotFoundError for no file.
    """
    from toolkit.export.to_csv import read

    return read(Path(path))
