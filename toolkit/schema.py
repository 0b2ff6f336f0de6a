"""The one dictionary of tables and fields: types, units, English and Chinese labels.

Parquet types, pandas dtypes, what rows are checked for, datapackage.json and the codebook all come from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from toolkit import vocabulary
from toolkit.category import CATEGORIES, CATEGORIES_OF, category
from toolkit.vocabulary import Values, names

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow


@dataclass(frozen=True)
class Field:
    """A column of a table: `type` is "string", "integer", "number", "boolean", "date", or a list: "strings", "integers".

    `allowed` are the only values it may have, and what each means.
    """

    name: str
    type: str
    english: str
    chinese: str
    unit: str = ""
    required: bool = True
    allowed: Values = ()

    @property
    def values(self) -> tuple[str, ...]:
        """The values it may have, () where any will do."""
        return names(self.allowed)

    @property
    def words(self) -> dict[str, str]:
        """The values it may have, with their Chinese words."""
        return vocabulary.words(self.allowed)


@dataclass(frozen=True)
class TableSchema:
    """A table that build writes: what one row is, its fields in order, and the fields that name a row."""

    name: str
    english: str
    chinese: str
    key: tuple[str, ...]
    fields: tuple[Field, ...]

    def field(self, name: str) -> Field:
        """The field of this name. Raises KeyError."""
        return next(f for f in self.fields if f.name == name) if name in self.names else _unknown(self, name)

    @property
    def names(self) -> list[str]:
        """Field names in order."""
        return [f.name for f in self.fields]


def _unknown(table: TableSchema, name: str) -> Field:
    raise KeyError(f"table {table.name} has no field {name!r}; it has {', '.join(table.names)}")


TABLES_OF_FORM = names(vocabulary.TABLES_OF_FORM)
STATUSES = names(vocabulary.CELL_STATUSES)
SEVERITIES = names(vocabulary.SEVERITIES)
STATEMENT_KINDS = names(vocabulary.STATEMENT_KINDS)
OUTCOMES = names(vocabulary.OUTCOMES)
REVIEWS = vocabulary.words(vocabulary.REVIEWS)
"""What a person can say of a finding, with the Chinese word: the report is wrong, the toolkit is, or it may stay so."""
CLAIM_KINDS = names(vocabulary.CLAIM_KINDS)
CLAIM_VERDICTS = names(vocabulary.CLAIM_VERDICTS)

_REPORT_ID = Field("report_id", "string", "report: agency and year", "报告标识")
_ORIGIN = Field(
    "origin",
    "string",
    "where it stands in the source: page, line and cell; table, row and column; sheet and cell",
    "出处",
    required=False,
)

REPORTS = TableSchema(
    "reports",
    "a report found in a file; a file without one has one row",
    "报告",
    ("report_id",),
    (
        _REPORT_ID,
        Field("agency", "string", "agency as in the title", "行政机关", required=False),
        Field("year", "integer", "year reported on", "报告年度", required=False),
        Field("form", "string", "statutory form its tables follow", "表样", required=False),
        Field("scope", "string", "whose work the figures count", "统计口径", allowed=vocabulary.SCOPES),
        Field("scope_words", "string", "words that show the scope", "口径依据", required=False),
        Field("title", "string", "title as printed", "标题", required=False),
        Field("period_start", "date", "first day counted, where stated", "统计期限起", required=False),
        Field("period_end", "date", "last day counted, where stated", "统计期限止", required=False),
        Field("provenance", "string", "what the file is", "来源性质", allowed=vocabulary.PROVENANCES),
        Field("source", "string", "file, relative to the raw folder", "源文件"),
        Field("format", "string", "format the file was read as", "文件格式", required=False),
        Field("encoding", "string", "encoding of a text file", "字符编码", required=False),
        Field("sha256", "string", "hash of the file's bytes", "文件哈希", required=False),
        Field("status", "string", "how much of it could be read", "读取状态", allowed=vocabulary.READ_STATUSES),
        Field("reason", "string", "what could not be read, and why", "原因", required=False),
        Field("sections_found", "string", "numbers of the sections found, 1 to 6", "已识别部分", required=False),
    ),
)

SECTIONS = TableSchema(
    "sections",
    "a section of a report",
    "报告各部分",
    ("report_id", "number"),
    (
        _REPORT_ID,
        Field("number", "integer", "0 front matter with title and signature, 1 to 6 as on the form", "序号"),
        Field("heading", "string", "heading as printed", "标题", required=False),
        Field("text", "string", "prose in paragraphs, without the tables", "正文", required=False),
        _ORIGIN,
    ),
)

FIGURES = TableSchema(
    "figures",
    "a cell of a statutory table",
    "表格数据",
    ("report_id", "table", "row", "column"),
    (
        _REPORT_ID,
        Field("table", "string", "statutory table", "表", allowed=vocabulary.TABLES_OF_FORM),
        Field("row", "string", "row of the form", "行"),
        Field("column", "string", "column of the form", "列"),
        Field("value", "number", "number as printed, null unless reported", "数值", required=False),
        Field(
            "corrected",
            "number",
            "value after a person's corrections; where there is none, the value as printed",
            "更正后数值",
            required=False,
        ),
        Field("status", "string", "whether a number is printed", "状态", allowed=vocabulary.CELL_STATUSES),
        Field("raw", "string", "text of the cell as printed", "原文", required=False),
        Field("unit", "string", "unit of the value", "单位"),
        _ORIGIN,
    ),
)

FINDINGS = TableSchema(
    "findings",
    "something a rule says of a report",
    "核查发现",
    ("finding_id",),
    (
        Field("finding_id", "string", "stable from one build to the next", "发现标识"),
        _REPORT_ID,
        Field("rule", "string", "rule that found it", "规则"),
        Field("severity", "string", "how much it matters", "级别", allowed=vocabulary.SEVERITIES),
        Field(
            "outcome",
            "string",
            "for identities: what the printed cells say",
            "勾稽结果",
            required=False,
            allowed=vocabulary.OUTCOMES,
        ),
        Field("table", "string", "statutory table", "表", required=False),
        Field("row", "string", "row of the form", "行", required=False),
        Field("column", "string", "column of the form", "列", required=False),
        Field("reported", "number", "what the report states", "报告数", required=False),
        Field("computed", "number", "what its own cells add up to", "计算数", required=False),
        Field("message", "string", "what is wrong, in words", "说明"),
        _ORIGIN,
        Field(
            "review", "string", "what a person decided about it", "人工复核", required=False, allowed=vocabulary.REVIEWS
        ),
        Field("review_note", "string", "what that person wrote", "复核说明", required=False),
    ),
)

CLAIMS = TableSchema(
    "claims",
    "a number stated in the prose, and what the tables say of it",
    "正文数字",
    ("report_id", "claim"),
    (
        _REPORT_ID,
        Field("claim", "integer", "which of the report's claims, from 1", "序次"),
        Field("section", "integer", "section in which it stands", "部分"),
        Field("kind", "string", "what is stated", "类别", allowed=vocabulary.CLAIM_KINDS),
        Field("quote", "string", "its words", "原文"),
        Field("start", "integer", "first character, counted from 0 in the section's text", "起"),
        Field("end", "integer", "character behind its last, in the section's text", "止"),
        Field("quantity", "string", "number and unit as printed", "数量", required=False),
        Field("value", "number", "the number, null where none is stated", "数值", required=False),
        Field("unit", "string", "unit of the number, as printed", "单位", required=False),
        Field("approximate", "boolean", "whether the words make it approximate", "是否约数"),
        Field("refers_to", "string", "cells as table/row/column, or another claim", "所指", required=False),
        Field("of", "integer", "claim of which it is a part, a share or a growth", "所属数字", required=False),
        Field("table_value", "number", "what these cells say", "表格数", required=False),
        Field("verdict", "string", "whether they agree", "核对结果", allowed=vocabulary.CLAIM_VERDICTS),
        Field("note", "string", "why, and what else it agrees with", "说明", required=False),
        _ORIGIN,
    ),
)

STATEMENTS = TableSchema(
    "statements",
    "a problem or an improvement that a report names",
    "问题与改进",
    ("report_id", "kind", "order"),
    (
        _REPORT_ID,
        Field("section", "integer", "section in which it stands, 5 for problems and improvements", "部分"),
        Field("kind", "string", "problem or improvement", "类别", allowed=vocabulary.STATEMENT_KINDS),
        Field("order", "integer", "which of its kind in the report, from 1", "序次"),
        Field("text", "string", "its words, without the numbering", "原文"),
        Field("start", "integer", "first character, counted from 0 in the section's text", "起"),
        Field("end", "integer", "character behind its last, in the section's text", "止"),
        Field("themes", "strings", "themes by the codebook, that of its first words first", "主题"),
        Field("words", "strings", "what decided each theme, as theme: words", "主题依据"),
        Field(
            "answers", "integers", "of an improvement: orders of the problems with which it shares a theme", "对应问题"
        ),
    ),
)

AGENCIES = TableSchema(
    "agencies",
    "an agency: where it is, its level and kind, by its name",
    "行政机关",
    ("agency",),
    (
        Field("agency", "string", "agency as in the title", "行政机关"),
        Field(
            "division_code",
            "string",
            "code of its administrative division, as in yearbooks",
            "行政区划代码",
            required=False,
        ),
        Field("province", "string", "province", "省级", required=False),
        Field("prefecture", "string", "prefecture-level division", "地级", required=False),
        Field("county", "string", "county-level division", "县级", required=False),
        Field("level", "string", "administrative level", "层级", required=False),
        Field("kind", "string", "kind of agency", "机关类别"),
        Field("kind_chinese", "string", "kind of agency in Chinese", "机关类别（中文）"),
        Field("decided_by", "string", "the words that decided", "依据", required=False),
        Field("note", "string", "what to know of it, such as other divisions of the same name", "备注", required=False),
    ),
)

TABLES: dict[str, TableSchema] = {
    table.name: table for table in (REPORTS, SECTIONS, FIGURES, FINDINGS, CLAIMS, STATEMENTS, AGENCIES)
}

_ARROW = {"string": "string", "integer": "int32", "number": "float64", "boolean": "bool", "date": "date32[day]"}
_PANDAS = {"string": "string", "integer": "Int32", "number": "Float64", "boolean": "boolean", "date": "datetime64[s]"}
_LISTS = {"strings": "string", "integers": "integer"}


@cache
def arrow_schema(name: str) -> pyarrow.Schema:
    """The Parquet schema of a table, with the labels as field metadata."""
    import pyarrow

    return pyarrow.schema(
        [
            pyarrow.field(
                f.name,
                arrow_type(f.type),
                nullable=not f.required,
                metadata={"english": f.english, "chinese": f.chinese, "unit": f.unit},
            )
            for f in TABLES[name].fields
        ]
    )


def arrow_type(name: str) -> pyarrow.DataType:
    """The Parquet type of a field's type."""
    import pyarrow

    if name in _LISTS:
        return pyarrow.list_(pyarrow.type_for_alias(_ARROW[_LISTS[name]]))
    return pyarrow.type_for_alias(_ARROW[name])


def _pandas_type(table: str, field: Field) -> str:
    if field.type in _LISTS:
        return "object"
    return "category" if field.name in coded_columns(table) else _PANDAS[field.type]


@cache
def coded_columns(name: str) -> tuple[str, ...]:
    """The columns of a table with few different texts in many rows, which are read as categories."""
    return tuple(f for f in TABLES[name].names if f in CATEGORIES or (name, f) in CATEGORIES_OF)


def _lists(values: list[Any], index: pd.Index) -> pd.Series:
    """Lists as a column of Python lists, an empty column too."""
    import pandas as pd

    return pd.Series(values, index=index, dtype="object")


def with_dtypes(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """A frame of a table with the dtypes of this dictionary: nullable numbers, categories for codes, dates, lists."""
    types: dict[str, Any] = {f.name: _pandas_type(name, f) for f in TABLES[name].fields}
    typed = frame.astype({column: dtype for column, dtype in types.items() if column in frame})
    lists = [f.name for f in TABLES[name].fields if f.type in _LISTS and f.name in typed]
    if not lists:
        return typed
    return typed.assign(**{c: _lists([list(value) for value in typed[c]], typed.index) for c in lists})


def frame_of(name: str, rows: pyarrow.Table) -> pd.DataFrame:
    """Rows of a table, or some of its columns, as a frame with the dtypes of this dictionary."""
    import pandas as pd
    import pyarrow

    codes = {column: category(rows[column]) for column in coded_columns(name) if column in rows.column_names}
    columns, rows = rows.column_names, rows.drop_columns(list(codes))

    nullable = {
        pyarrow.int32(): pd.Int32Dtype(),
        pyarrow.float64(): pd.Float64Dtype(),
        pyarrow.bool_(): pd.BooleanDtype(),
        pyarrow.string(): pd.StringDtype(),
    }
    frame = with_dtypes(name, rows.to_pandas(types_mapper=nullable.get))
    if not codes:
        return frame
    index = frame.index if rows.num_columns else None
    return pd.concat([frame, pd.DataFrame(codes, index=index)], axis=1)[columns]


def datapackage_resource(name: str, files: Sequence[str] = ()) -> dict[str, Any]:
    """The Frictionless description of a table in these files. Source: Data Package standard 2.0, Table Schema (categories),
    Data Resource (path: of several files that are one table all are listed).
    """
    table = TABLES[name]
    fields = []
    for f in table.fields:
        kind = "array" if f.type in _LISTS else f.type
        described: dict[str, Any] = {"name": f.name, "type": kind, "title": f.chinese, "description": f.english}
        if f.unit:
            described["unit"] = f.unit
        constraints: dict[str, Any] = {"required": True} if f.required else {}
        if f.allowed:
            constraints["enum"] = list(f.values)
            described["categories"] = [{"value": v.name, "label": f"{v.word}: {v.english}"} for v in f.allowed]
        if constraints:
            described["constraints"] = constraints
        fields.append(described)
    return {
        "name": name,
        "path": files[0] if len(files) == 1 else list(files),
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "title": table.chinese,
        "description": table.english,
        "schema": {"fields": fields, "primaryKey": list(table.key)},
    }
