"""What is exported, whatever the format: the tables of a dataset, the wide ones, and the codebook of them all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from toolkit import vocabulary
from toolkit.agencies import kind_labels, level_labels
from toolkit.dataset import Dataset
from toolkit.export.names import WideVariable, column_label, row_label, wide_variables
from toolkit.forms import load_forms
from toolkit.indicators import Cells, cells_by_report
from toolkit.indicators.cells import codes_in
from toolkit.schema import AGENCIES, REPORTS, TABLES, Field, with_dtypes

LONG, WIDE = "long", "wide"
SHAPES = (LONG, WIDE)

NOT_ON_FORM, NOT_READ = "not_on_form", "not_read"
CELL_WORDS = {**vocabulary.words(vocabulary.CELL_STATUSES), NOT_ON_FORM: "不在该表样", NOT_READ: "未读取"}
"""What a cell of the wide table can be, with the Chinese word. Stata has all but the first as .a to .e, in order."""
MISSING_CELLS = tuple(status for status in CELL_WORDS if status != "reported")

_OF_REPORT = ("report_id", "agency", "year", "form", "scope", "provenance", "status")
_OF_AGENCY = ("division_code", "province", "prefecture", "county", "level", "kind", "kind_chinese")
# Reports whose cells are held as dictionaries at a time: of all of them that would take 100 MB for 1,000 reports.
_AT_ONCE = 500
_BLANK_IS_NOT_ZERO = (
    "Empty where no number is printed, or not on the form of the report: wide_status says which. Blank is not zero."
)


@dataclass(frozen=True)
class Variable:
    """A column of an exported table; types as in `toolkit.schema.Field`.

    `words` are its values in Chinese; `closed`, that there are no others. `cell` is the cell of the form that it holds.
    """

    name: str
    type: str
    english: str
    chinese: str
    unit: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    closed: bool = False
    cell: WideVariable | None = None


@dataclass(frozen=True)
class ExportTable:
    """A table to be written: what one row is, its columns, and its rows as a frame with the dtypes of the schema.

    `note` is what a reader must know of it. `cells`, in the wide table, says of each number why it is there or not:
    a frame of the same shape with the statuses of CELL_WORDS.
    """

    name: str
    english: str
    chinese: str
    key: tuple[str, ...]
    variables: tuple[Variable, ...]
    frame: pd.DataFrame = field(repr=False)
    note: str = ""
    cells: pd.DataFrame | None = field(default=None, repr=False)


def export_tables(data: Dataset, shapes: Sequence[str] = SHAPES, corrected: bool = False) -> list[ExportTable]:
    """The tables of a dataset in these shapes: wide first, then the long ones as build writes them.

    `figures` has two columns more, the Chinese labels of row and column. With `corrected` the wide table holds the
    values after a person's corrections, else those printed. Raises ValueError for an unknown shape.
    """
    if unknown := [shape for shape in shapes if shape not in SHAPES]:
        raise ValueError(f"expected shapes out of {', '.join(SHAPES)}, found {', '.join(unknown)}")
    wide = _wide_tables(data, corrected) if WIDE in shapes else []
    return wide + ([_long_table(data, name) for name in TABLES] if LONG in shapes else [])


def _long_table(data: Dataset, name: str) -> ExportTable:
    schema, frame = TABLES[name], getattr(data, name)
    words = _words_of(data)
    variables = [_of_field(f, words.get((name, f.name), {})) for f in schema.fields]
    if name == "figures":
        frame, added = _with_labels(data)
        variables += added
    return ExportTable(name, schema.english, schema.chinese, schema.key, tuple(variables), frame)


def _of_field(field: Field, words: Mapping[str, str]) -> Variable:
    return Variable(
        field.name, field.type, field.english, field.chinese, field.unit, field.words or words, bool(field.values)
    )


def _words_of(data: Dataset) -> dict[tuple[str, str], dict[str, str]]:
    """The Chinese words of values that the schema leaves open: forms, themes, levels and kinds of agency."""
    return {
        ("reports", "form"): {form.key: form.letter for form in load_forms().values()},
        ("statements", "themes"): {
            theme["code"]: theme["chinese"] for theme in data.package.get("codebook", {}).get("themes", ())
        },
        ("agencies", "level"): {label.key: label.chinese for label in level_labels().values()},
        ("agencies", "kind"): {label.key: label.chinese for label in kind_labels().values()},
    }


def _with_labels(data: Dataset) -> tuple[pd.DataFrame, list[Variable]]:
    """Figures with the labels of row and column on the form of their report, and the variables added."""
    figures = data.figures
    labels = {
        (form.key, table.key, row.key, column.key): (row_label(row), column_label(column))
        for form in load_forms().values()
        for table in form.tables
        for row, column in table.cells()
    }
    forms = figures["report_id"].map(dict(zip(data.reports["report_id"], data.reports["form"], strict=True)))
    keys = zip(forms, *(figures[name].astype(str) for name in ("table", "row", "column")), strict=True)
    found = [labels.get(key, (None, None)) for key in keys]
    added = {
        "row_chinese": ("label of the row on the form of the report", "行（中文）"),
        "column_chinese": ("label of the column on the form of the report", "列（中文）"),
    }
    columns = {
        name: pd.Series([labels[place] for labels in found], index=figures.index, dtype="string")
        for place, name in enumerate(added)
    }
    return figures.assign(**columns), [Variable(name, "string", *labels) for name, labels in added.items()]


def _wide_tables(data: Dataset, corrected: bool) -> list[ExportTable]:
    """The wide table of values, and that of what each cell is."""
    identity, variables = _identity(data)
    values, statuses = _cell_columns(data, identity, corrected)
    both = [pd.concat([identity, pd.DataFrame(columns)], axis=1) for columns in (values, statuses)]
    key, which = ("report_id",), "values after corrections" if corrected else "values as printed"
    chinese = "更正后" if corrected else "原文"
    numbers = [_of_cell(variable, corrected) for variable in wide_variables()]
    words = [replace(v, type="string", unit="", words=CELL_WORDS, closed=True) for v in numbers]
    return [
        ExportTable(
            "wide",
            f"a report, with every cell of the forms: {which}",
            f"报告（每格一列，{chinese}数值）",
            key,
            (*variables, *numbers),
            both[0],
            _BLANK_IS_NOT_ZERO,
            both[1],
        ),
        ExportTable(
            "wide_status",
            "a report, with what each cell of the wide table is",
            "报告（每格一列，各格状态）",
            key,
            (*variables, *words),
            both[1],
            "Same columns as wide: whether a number is printed, and where not, why.",
        ),
    ]


def _identity(data: Dataset) -> tuple[pd.DataFrame, list[Variable]]:
    """Who and which report a row is, one row a report in the order of `reports`; and the variables."""
    frame = data.reports[list(_OF_REPORT)].reset_index(drop=True)
    # A join fails in pandas where there are no rows.
    places = {agency: place for place, agency in enumerate(data.agencies["agency"])}
    found = [places.get(agency, -1) for agency in frame["agency"].astype(object)]
    for name in _OF_AGENCY:
        values = data.agencies[name].astype(object)
        frame[name] = pd.Series([values.iloc[place] if place >= 0 else pd.NA for place in found], dtype="string")
    frame = frame.astype({name: "string" for name in frame if name != "year"})
    words = _words_of(data)
    variables = [_of_field(REPORTS.field(name), words.get(("reports", name), {})) for name in _OF_REPORT]
    variables += [_of_field(AGENCIES.field(name), words.get(("agencies", name), {})) for name in _OF_AGENCY]
    return frame, variables


def _cell_columns(
    data: Dataset, identity: pd.DataFrame, corrected: bool
) -> tuple[dict[str, pd.Series], dict[str, pd.Series]]:
    """The values and the statuses of all cells by column name, a row a report as in `identity`."""
    names = [variable.name for variable in wide_variables()]
    values: dict[str, list[float | None]] = {name: [] for name in names}
    statuses: dict[str, list[str]] = {name: [] for name in names}
    reports = pd.Index(identity["report_id"].astype(object))
    of_report = codes_in(data.figures["report_id"], reports)
    for start in range(0, len(reports), _AT_ONCE):
        here = (of_report >= start) & (of_report < start + _AT_ONCE)
        cells = cells_by_report(data.figures[here], corrected)
        for report, form in zip(
            reports[start : start + _AT_ONCE], identity["form"][start : start + _AT_ONCE], strict=True
        ):
            for variable in wide_variables():
                value, status = _cell(cells.get(report), form, variable)
                values[variable.name].append(value)
                statuses[variable.name].append(status)
    return (
        {name: pd.Series(column, dtype="Float64") for name, column in values.items()},
        {name: pd.Series(column, dtype="string") for name, column in statuses.items()},
    )


def _cell(cells: Cells | None, form: Any, variable: WideVariable) -> tuple[float | None, str]:
    """The value and status of a cell of a report with this form."""
    if cells is None or pd.isna(form):
        return None, NOT_READ
    return cells.get(variable.cell, (None, NOT_READ if form in variable.forms else NOT_ON_FORM))


def _of_cell(variable: WideVariable, corrected: bool) -> Variable:
    english, chinese = variable.english, variable.chinese
    if corrected:
        english, chinese = f"{english} (after corrections)", f"{chinese}（更正后）"
    return Variable(variable.name, "number", english, chinese, variable.unit, cell=variable)


_CODEBOOK = {
    "table": ("table", "表名"),
    "variable": ("column; empty for the table itself", "变量"),
    "chinese": ("what it is, in Chinese", "中文标签"),
    "english": ("what it is, in English", "英文说明"),
    "unit": ("unit of a number", "单位"),
    "type": ("type of its values; the values of a list are joined with “; ” where a format has no lists", "类型"),
    "values": ("values with their Chinese words", "取值"),
    "cell": ("in the wide table: cell of the form as table/row/column, the keys of figures", "表格单元"),
    "forms": ("in the wide table: forms that have the cell", "表样"),
    "note": ("what to know when it is used", "备注"),
}


def codebook(tables: Iterable[ExportTable], notes: Mapping[str, str], coded: bool = False) -> ExportTable:
    """The codebook of tables: a row for each table and each of its columns.

    `notes` are what a format does to a table, by the table's name, "" for all. With `coded` closed values are numbered,
    as Stata has them.
    """
    rows = [{"english": "All tables", "chinese": "所有表", "note": notes[""]}] if "" in notes else []
    for table in tables:
        note = " ".join(filter(None, (table.note, notes.get(table.name))))
        about = f"One row is {table.english}. Key: {', '.join(table.key)}."
        rows.append({"table": table.name, "english": about, "chinese": table.chinese, "note": note})
        rows += [_codebook_row(table.name, variable, coded) for variable in table.variables]
    columns = list(_CODEBOOK)
    frame = pd.DataFrame(rows, columns=columns, dtype="string").replace("", pd.NA)
    variables = tuple(Variable(name, "string", *labels) for name, labels in _CODEBOOK.items())
    return ExportTable("codebook", "a column of a table", "变量说明", ("table", "variable"), variables, frame)


def _codebook_row(table: str, variable: Variable, coded: bool) -> dict[str, str]:
    words = variable.words.items()
    if coded and variable.closed:
        values = "; ".join(f"{n} = {value} {word}" for n, (value, word) in enumerate(words, 1))
    else:
        values = "; ".join(f"{value} = {word}" for value, word in words)
    row = {"table": table, "variable": variable.name, "type": variable.type, "unit": variable.unit, "values": values}
    row |= {"english": variable.english, "chinese": variable.chinese}
    if variable.cell:
        row |= {"cell": "/".join(variable.cell.cell), "forms": ", ".join(variable.cell.forms)}
    return row


def types_of(name: str) -> dict[str, str]:
    """The types of an exported table's columns, by name; a column that is not named is text. Raises ValueError."""
    if name in TABLES:
        return {f.name: f.type for f in TABLES[name].fields}
    known = {f.name: f.type for schema in (REPORTS, AGENCIES) for f in schema.fields}
    if name == "wide":
        return known | {variable.name: "number" for variable in wide_variables()}
    if name in ("wide_status", "codebook"):
        return known
    raise ValueError(
        f"expected a table out of {', '.join((*TABLES, 'wide', 'wide_status', 'codebook'))}, found {name!r}"
    )


def typed(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """A frame that was read back, with the dtypes of the table of this name."""
    if name in TABLES:
        frame = with_dtypes(name, frame)
        added = [column for column in frame if column not in TABLES[name].names]
        return frame.astype({column: "string" for column in added})
    types, dtypes = types_of(name), {"integer": "Int32", "number": "Float64"}
    return frame.astype({column: dtypes.get(types.get(column, "string"), "string") for column in frame})
