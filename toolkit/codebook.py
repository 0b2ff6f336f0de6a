"""docs/codebook.md, written from the dictionaries of the toolkit: python -m toolkit.codebook [FILE].

Nothing is said here that the dictionaries do not say: schema and vocabulary (tables, fields, values), forms, the
correspondence of forms, indicators, rules, themes, kinds of agency. A test fails while the committed file lags.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from toolkit.agencies import kind_labels, level_labels
from toolkit.checks.rules import GROUPS, Rule, rules
from toolkit.dataset import project_path
from toolkit.export.names import wide_variables
from toolkit.forms import Column, Form, Identity, Row, Table, load_forms
from toolkit.forms.correspondence import CellKey, Correspondence, load_correspondences
from toolkit.indicators import definitions
from toolkit.schema import TABLES, TABLES_OF_FORM, Field, TableSchema
from toolkit.text.themes import OTHER, load_codebook
from toolkit.whole_files import write_whole

FILE = Path("docs/codebook.md")
# Of a row with more columns than this it is said that all are meant.
MOST_COLUMNS = 3
_TYPES = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "date": "date",
    "strings": "list of texts",
    "integers": "list of whole numbers",
}
_FORMS = "[Statutory forms](#statutory-forms-表样)"
_LEVELS = "[Levels and kinds](#levels-and-kinds-of-agency-层级与机关类别)"
# Where a column is explained that has more values than a table of fields can list.
_ELSEWHERE = {
    ("reports", "form"): _FORMS,
    ("figures", "row"): _FORMS,
    ("figures", "column"): _FORMS,
    ("findings", "rule"): "[Rules](#rules-of-the-checks-核查规则)",
    ("statements", "themes"): "[Themes](#themes-主题)",
    ("agencies", "level"): _LEVELS,
    ("agencies", "kind"): _LEVELS,
}
_HEAD = """# Codebook 代码本

Every table, column, value, rule and rate of the toolkit, in English and in Chinese. This file is written by
`python -m toolkit.codebook` from the dictionaries that the program itself uses: do not edit it. How a figure is
read, and what the checks can and cannot show, is on the [methods page](methods.md).

本文件由程序所用的词典自动生成，请勿手工修改；读取和核查的方法见[方法说明](methods.md)。
"""


def codebook() -> str:
    """The codebook as Markdown; the same dictionaries give the same text."""
    chapters: tuple[tuple[str, Callable[[], Iterator[str]]], ...] = (
        ("Tables 数据表", _tables),
        ("Statutory forms 表样", _forms),
        ("From one form to the next 两种表样的对应", _correspondence),
        ("Wide names 宽表变量名", _wide),
        ("Rules of the checks 核查规则", _rules),
        ("Indicators 指标", _indicators),
        ("Themes 主题", _themes),
        ("Levels and kinds of agency 层级与机关类别", _agencies),
    )
    listed = [f"- [{title}](#{slug(title)})" for title, _ in chapters]
    parts = [_HEAD, "\n".join(listed)]
    for title, chapter in chapters:
        parts += [f"## {title}", *chapter()]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def write(path: Path) -> None:
    """Writes the codebook to a file, whole or not at all."""
    write_whole(path, codebook())


def slug(heading: str) -> str:
    """The anchor that GitHub gives a heading: small letters, blanks as hyphens, no punctuation."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def grid(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(str(text).split()).replace("|", "\\|")


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def _codes(texts: Iterable[str], between: str = ", ") -> str:
    return between.join(_code(text) for text in texts)


# --- wide ---


def _wide() -> Iterator[str]:
    yield (
        "`toolkit export` writes beside the tables one with a row for each report and a column for each cell of the forms. A name is "
        "the table, the row and the column in short, and stays the same in every version. The table `wide_status` has the same "
        "names and says why a cell has no number. 宽表每份报告一行、表样每格一列；变量名在各版本中保持不变。"
    )
    for table in TABLES_OF_FORM:
        yield f"### Wide `{table}`"
        heads = ("name 变量名", "row and column", "中文", "unit", "forms 表样")
        found = (variable for variable in wide_variables() if variable.table == table)
        yield grid(
            heads,
            (
                (_code(v.name), f"{_code(v.row)} × {_code(v.column)}", v.chinese, v.unit, ", ".join(v.forms))
                for v in found
            ),
        )


# --- tables ---


def _tables() -> Iterator[str]:
    yield (
        "A column marked “may be empty” holds null (in Excel an empty cell) where there is nothing to say. Texts "
        "are as printed unless said otherwise. 标“可空”的列在没有内容时为空。"
    )
    for table in TABLES.values():
        yield f"### {_code(table.name)} {table.chinese}"
        yield f"One row is {table.english}. Key 主键: {_codes(table.key)}."
        heads = ("column 列", "type", "English", "中文", "may be empty 可空")
        yield grid(heads, ([*_field(table, f)] for f in table.fields))
        yield from _values(table)


def _field(table: TableSchema, field: Field) -> Iterator[str]:
    more = _ELSEWHERE.get((table.name, field.name), "")
    yield from (_code(field.name), _TYPES[field.type] + (f" ({field.unit})" if field.unit else ""))
    yield f"{field.english}: see {more}" if more else field.english
    yield field.chinese
    yield "" if field.required else "yes"


def _values(table: TableSchema) -> Iterator[str]:
    for field in table.fields:
        if field.allowed:
            yield f"Values of {_code(f'{table.name}.{field.name}')} 取值："
            rows = ((_code(v.name), v.word, v.english, v.chinese) for v in field.allowed)
            yield grid(("value 值", "中文名", "it means", "含义"), rows)


# --- forms ---


def _forms() -> Iterator[str]:
    yield (
        "The keys of `figures.table`, `figures.row` and `figures.column`, with the statutory labels. A dot parts "
        "the group of a row from the row: `denied.*` is 不予公开 as a whole. Amounts are in 万元, counts in 件, "
        "项 and the like, as in `figures.unit`."
    )
    for form in load_forms().values():
        yield f"### Form {_code(form.key)}: {form.letter}"
        yield f"For the report years 适用年度: {', '.join(map(str, form.years))}."
        sections = (f"{section.number} {section.label}" for section in form.sections)
        yield f"Sections 各部分: {' · '.join(sections)}."
        for table in form.tables:
            yield from _table(form, table)
        yield from _identities(form)


def _table(form: Form, table: Table) -> Iterator[str]:
    yield f"#### {_code(table.key)} on form {form.key}: section {table.section}, {table.label}"
    for block in table.blocks:
        if block.label:
            yield f"{block.label}:"
        yield grid(("row 行", "statutory label 法定名称", "English"), (_row(row) for row in block.rows))
        yield grid(("column 列", "statutory label 法定名称", "English", "unit 单位"), map(_column, block.columns))


def _row(row: Row) -> tuple[str, str, str]:
    return _code(row.key), " › ".join((*row.parents, row.label)), row.english


def _column(column: Column) -> tuple[str, str, str, str]:
    return _code(column.key), " › ".join(filter(None, (column.group, column.label))), column.english, column.unit


def _identities(form: Form) -> Iterator[str]:
    yield f"#### Identities 勾稽关系 of form {form.key}"
    yield grid(("rule 规则", "asked of 适用于", "English", "中文"), map(_identity, form.identities))
    if form.suspicions:
        yield "Sums that should not hold 不应成立的等式："
        yield grid(("rule 规则", "asked of 适用于", "English", "中文"), map(_identity, form.suspicions))


def _identity(one: Identity) -> tuple[str, str, str, str]:
    return _code(one.key), f"every {one.each} of {_code(one.table)}", one.english, one.label


def _correspondence() -> Iterator[str]:
    yield (
        "Which cells may be compared between years of different forms. `same`: one figure; `sum_of`: the old "
        "cell is the sum of the new ones; `changed_meaning`: looks alike and is not, never compare; `only_…`: on "
        "one of the two forms. Cell by cell: `toolkit.forms.correspondence.correspondence_table()`."
    )
    for (older, newer), found in load_correspondences().items():
        yield f"### Form {_code(older)} and form {_code(newer)}"
        entries: dict[tuple[str, str], list[Correspondence]] = {}
        for one in found:
            entries.setdefault((one.relation, one.reason), []).append(one)
        heads = ("relation", "table", f"cells of {older}", f"cells of {newer}", "why 理由")
        forms = load_forms()[older], load_forms()[newer]
        yield grid(heads, (_entry(*key, ones, forms) for key, ones in entries.items()))


def _entry(relation: str, reason: str, ones: Sequence[Correspondence], forms: Sequence[Form]) -> tuple[str, ...]:
    older = [cell for one in ones for cell in one.older]
    newer = [cell for one in ones for cell in one.newer]
    table = (older or newer)[0][0]
    said = "the same" if older == newer else _cells(newer, forms[1])
    return _code(relation), _code(table), _cells(older, forms[0]), said, reason


def _cells(cells: Sequence[CellKey], form: Form) -> str:
    """Cells as rows: columns, each once."""
    if not cells:
        return ""
    table, row, _ = cells[0]
    rows, columns = (list(dict.fromkeys(cell[place] for cell in cells)) for place in (1, 2))
    whole = len(columns) > MOST_COLUMNS and len(columns) == len(form.table(table).columns_of[row])
    return f"{_codes(rows)}: {'every column' if whole else _codes(columns)}"


# --- rules, rates, themes, agencies ---


def _rules() -> Iterator[str]:
    yield (
        "What can stand in `findings.rule`. For a sum, `findings.outcome` says which of the severities it has: "
        "`fails`, `holds_if_blank_is_zero`, `undecidable`. What each check is good for is on the [methods "
        "page](methods.md)."
    )
    heads = ("rule 规则", "severity 级别", "what it says", "含义", "what to do", "处理")
    for key, (english, chinese) in GROUPS.items():
        yield f"### {english} {chinese}"
        yield grid(heads, (_rule(rule) for rule in rules().values() if rule.group == key))


def _rule(rule: Rule) -> tuple[str, ...]:
    severities = _codes(rule.severities, " ")
    return _code(rule.key), severities, rule.english, rule.chinese, rule.advice, rule.advice_chinese


def _indicators() -> Iterator[str]:
    yield (
        "`toolkit.indicators.rates(data.figures, data.reports)` computes them, "
        "`toolkit.indicators.definitions()` is this list as a frame. A cell is table/row/column; `*` stands for "
        "any ending. A rate is null where a cell it needs is lost or undecided, and where one is blank unless "
        "`blank_is_zero=True`. A share counts some of the cases of its denominator; a ratio sets one count "
        "against another and can exceed 1."
    )
    for one in definitions().itertuples():
        yield f"### {_code(one.key)} {one.chinese}"
        yield "\n".join(
            (
                f"- {one.english} ({one.kind})",
                f"- Numerator 分子: {_code(one.numerator)}",
                f"- Denominator 分母: {_code(one.denominator)}",
                f"- Forms 表样: {one.forms}, report years {one.years} · 95 % interval 区间: {one.interval}",
                f"- Source 依据: {one.source}",
                f"- Mind 注意: {one.note}",
            )
        )


def _themes() -> Iterator[str]:
    book = load_codebook()
    yield (
        f"The themes of `statements.themes`, version {book.version}. A statement can have several; {_code(OTHER)} "
        "where none fits. The words that decide for each, and the contexts in which they do not, stand in "
        "[`toolkit/text/themes.toml`](../toolkit/text/themes.toml)."
    )
    rows = [(_code(t.code), t.english, t.chinese, t.when) for t in book.themes]
    yield grid(("theme", "English", "中文", "a statement belongs here when it speaks of"), rows)


def _agencies() -> Iterator[str]:
    yield (
        "`agencies.division_code` is of the list named in `datapackage.json` under `divisions`. The patterns of "
        "names that decide the kind stand in [`toolkit/agencies/kinds.toml`](../toolkit/agencies/kinds.toml)."
    )
    yield grid(
        ("level 层级", "English", "中文"), ((_code(v.key), v.english, v.chinese) for v in level_labels().values())
    )
    yield grid(("kind 类别", "English", "中文"), ((_code(v.key), v.english, v.chinese) for v in kind_labels().values()))


if __name__ == "__main__":
    given = Path(sys.argv[1]) if len(sys.argv) > 1 else project_path(FILE)
    write(given)
    print(f"Written: {given}")
