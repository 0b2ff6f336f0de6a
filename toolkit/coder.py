"""A notebook widget in which a person codes statements by hand, one at a time, into a CSV file.

    codes = {theme.code: (theme.english, theme.chinese, theme.when) for theme in load_codebook().themes}
    sample = draw_sample(data.statements)
    Coder(sample, "my_codes.csv", codes, "my name", sections=data.sections)
    agreement(data.statements, read_coding("my_codes.csv", codes), codes, sample=True)

`Coding` decides everything; `Coder` only shows it. A widget needs a running notebook: in a rendered page nothing of it
is left, so there a plain table of what is to be coded stands in its place.
"""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from toolkit.live import someone_is_there
from toolkit.text.coding import COLUMNS, OTHER, CodingError, core, opening, read_coding, read_rows

if TYPE_CHECKING:
    import ipywidgets

Codes = Mapping[str, tuple[str, str, str]]
"""A codebook: code to English name, Chinese name and description."""
Key = tuple[str, str, int]
"""Report, kind and order: what names a statement."""
CODED_COLUMNS = (*COLUMNS, "coder", "coded_at")
"""The columns of the file that is written."""
BEGINS_WITH = 20
"""Characters of a statement that are written beside its codes."""
_OTHER = ("Other", "其他", "no theme of the codebook fits")
_KINDS = {"problem": "problem 问题", "improvement": "improvement 改进"}
_SENTENCE_END = re.compile(r"(?<=[。！？!?\n])")
# Characters of context that fit on two lines.
_LONGEST_CONTEXT = 120


class NotSaved(RuntimeError):
    """The file could not be written. What was coded is kept and is written with the next save."""


@dataclass(frozen=True)
class Item:
    """A statement to be coded, and the sentence that stands before it in the report."""

    report_id: str
    kind: str
    order: int
    text: str
    before: str = ""

    @property
    def key(self) -> Key:
        """What names the statement."""
        return self.report_id, self.kind, self.order


def with_other(codes: Codes) -> dict[str, tuple[str, str, str]]:
    """The codebook with the code `other`, at its end where it had none."""
    return {**codes, OTHER: codes.get(OTHER, _OTHER)}


def _now() -> datetime:
    return datetime.now(UTC)


class Coding:
    """The state of a person's coding: which statement is shown, what is coded, and the file it is kept in.

    statements: report_id, kind, order, text, best from `draw_sample` (automatic themes are never looked at). path: the
    CSV, read at the start where it exists, written only by `save`. sections: the dataset's table, for the sentence
    before each statement. clock: gives the time that is written beside each code. Raises CodingError for a file that is
    another coder's, that cannot be read, or that was coded for other texts; ValueError for columns missing.
    """

    def __init__(
        self,
        statements: pd.DataFrame,
        path: Path | str,
        codes: Codes,
        coder: str = "coder",
        *,
        sections: pd.DataFrame | None = None,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        self.path, self.coder, self._clock = Path(path), coder, clock
        self.codes = with_other(codes)
        self.items = _items(statements, sections)
        self._by_key = {item.key: item for item in self.items}
        self._pending: dict[Key, dict[str, str]] = {}
        self._coded, self._names = self._read()
        self._at = -1
        self._advance()

    def current(self) -> Item | None:
        """The statement shown; None when all are coded."""
        return self.items[self._at] if self._at < len(self.items) else None

    def chosen(self) -> tuple[str, ...]:
        """The codes that the statement shown already has."""
        item = self.current()
        row = {**self._coded, **self._pending}.get(item.key, {}) if item else {}
        return tuple(code.strip() for code in re.split("[;；]", row["themes"])) if row else ()

    def progress(self) -> tuple[int, int]:
        """How many of the statements are in the file, and how many there are."""
        return sum(item.key in self._coded for item in self.items), len(self.items)

    def pending(self) -> int:
        """How many statements are coded, but not yet in the file."""
        return len(self._pending)

    def save(self, themes: Collection[str]) -> None:
        """Codes the statement shown, writes the file and goes on to the next one that is not coded.

        When all are coded it writes what is pending. Raises ValueError for codes that cannot be, NotSaved where the
        file cannot be written; then the same statement stays.
        """
        item = self.current()
        if item is not None:
            self._pending[item.key] = {
                "report": item.report_id, "kind": item.kind, "order": str(item.order),
                "begins_with": _begins(item.text), "themes": ";".join(self._checked(themes)),
                "coder": self.coder, "coded_at": self._clock().isoformat(timespec="seconds"),
            }  # fmt: skip
        if self._pending:
            self._write()
        self._advance()

    def skip(self) -> None:
        """Leaves the statement shown as it is and goes on to the next one that is not coded."""
        self._advance()

    def back(self) -> None:
        """Goes to the statement before, to look at its codes or to change them."""
        self._at = max(self._at - 1, 0)

    def _advance(self) -> None:
        done, count = {**self._coded, **self._pending}, len(self.items)
        around = ((self._at + step) % count for step in range(1, count + 1)) if self._at < count else range(count)
        self._at = next((i for i in around if self.items[i].key not in done), count)

    def _checked(self, themes: Collection[str]) -> list[str]:
        if unknown := [code for code in themes if code not in self.codes]:
            raise ValueError(f"expected codes of the codebook, found {', '.join(unknown)}; take the codes offered")
        if not themes:
            raise ValueError(f"No theme is ticked. Tick one or more, or “{self.codes[OTHER][0]}” where none fits.")
        if OTHER in themes and len(set(themes)) > 1:
            raise ValueError(f"“{self.codes[OTHER][0]}” stands alone: untick it, or untick the others.")
        return [code for code in self.codes if code in themes]

    def _read(self) -> tuple[dict[Key, dict[str, str]], list[str]]:
        """What is in the file: its rows by statement, and its columns; all rows are kept, of other statements too."""
        if not self.path.exists():
            return {}, list(CODED_COLUMNS)
        frame = read_coding(self.path, self.codes)
        found: dict[Key, dict[str, str]] = {}
        names = list(CODED_COLUMNS)
        keys = zip(frame["report_id"], frame["kind"], frame["order"], strict=True)
        for key, (line, row) in zip(keys, read_rows(self.path), strict=True):
            if row.get("coder") and row["coder"] != self.coder:
                raise CodingError(
                    f"{self.path}, line {line}, column coder: expected {self.coder!r}, found {row['coder']!r}; "
                    "people code without seeing each other's codes: give each a file of their own"
                )
            item = self._by_key.get(key)
            if item and not core(item.text).startswith(core(row["begins_with"])):
                raise CodingError(
                    f"{self.path}, line {line}, column begins_with: expected {_begins(item.text)!r}, found "
                    f"{row['begins_with']!r}; the dataset was built anew: code into a new file, or delete the line"
                )
            found[key] = row
            names += [name for name in row if name not in names]
        return found, names

    def _write(self) -> None:
        try:
            # Read again, so that what was changed in Excel meanwhile stays; a file that is gone is written anew.
            coded, names = self._read() if self.path.exists() else (dict(self._coded), self._names)
        except CodingError as error:
            raise NotSaved(f"{error}. {self._kept()}") from error
        coded |= {key: {**coded.get(key, {}), **row} for key, row in self._pending.items()}
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, names, restval="", lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(coded[key] for key in sorted(coded, key=lambda k: (k[0], k[1] != "problem", k[2])))
        # With the mark of UTF-8, without which Excel shows no Chinese.
        self._replace(text.getvalue().encode("utf-8-sig"))
        self._coded, self._names, self._pending = coded, names, {}

    def _replace(self, data: bytes) -> None:
        beside = self.path.with_name(self.path.name + ".tmp")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            beside.write_bytes(data)
            os.replace(beside, self.path)
        except OSError as error:
            with suppress(OSError):  # the reason to report is the first one
                beside.unlink(missing_ok=True)
            if isinstance(error, PermissionError) and self.path.is_file():
                then = "If it is open, close the file in Excel, then save again"
            else:
                then = "Give a path in a folder that you may write to"
            raise NotSaved(
                f"{self.path} cannot be written ({error.strerror or error}). {then}. {self._kept()}"
            ) from error

    def _kept(self) -> str:
        return f"Nothing is lost: coded, but not yet in the file: {self.pending()}."


def _items(statements: pd.DataFrame, sections: pd.DataFrame | None) -> list[Item]:
    if lacking := [name for name in ("report_id", "kind", "order", "text") if name not in statements]:
        raise ValueError(f"statements: expected the columns {', '.join(lacking)}, found {', '.join(statements)}")
    texts: dict[tuple[str, int], str] = {}
    if sections is not None:
        columns = (sections["report_id"], sections["number"], sections["text"])
        texts = {(str(r), int(n)): t for r, n, t in zip(*columns, strict=True) if isinstance(t, str)}
    found = []
    for row in statements.to_dict("records"):
        before = ""
        if texts and {"section", "start"} <= row.keys():
            before = sentence_before(
                texts.get((str(row["report_id"]), int(row["section"])), ""), int(row["start"]), row["text"]
            )
        found.append(Item(str(row["report_id"]), str(row["kind"]), int(row["order"]), str(row["text"]), before))
    return found


def sentence_before(section: str, start: int, text: str) -> str:
    """The sentence before a statement that begins at `start` of a section; nothing where the text stands elsewhere.

    A mere numbering is no sentence: then the one before it is given too.
    """
    if not section.startswith(text, start):
        return ""
    found = ""
    for sentence in reversed(_SENTENCE_END.split(section[:start])):
        found = sentence + found
        if opening(found):
            break
    found = found.strip()
    return found if len(found) <= _LONGEST_CONTEXT else "…" + found[-_LONGEST_CONTEXT:]


def _begins(text: str) -> str:
    return re.sub(r"\s+", "", opening(text))[:BEGINS_WITH]


class Coder:
    """The widget: a statement, a box to tick for each theme, and Save & next, Back, Skip. Arguments as for `Coding`.

    It goes on where the file ends, and nothing is written before the first Save & next. Where nobody is at the notebook
    (`toolkit run`, nbconvert, tests) it shows as the table of `static_view`, since no widget outlives its kernel.
    """

    def __init__(
        self, statements: pd.DataFrame, path: Path | str, codes: Codes, coder: str = "coder", **options: Any
    ) -> None:
        self.coding = Coding(statements, path, codes, coder, **options)
        self._static = static_view(statements, codes)
        self._box: ipywidgets.VBox | None = None

    def widget(self) -> ipywidgets.VBox:
        """The widget itself; always the same one."""
        if self._box is None:
            self._box = self._build()
        return self._box

    def __repr__(self) -> str:
        done, total = self.coding.progress()
        return f"Coder: {done} of {total} statements coded in {self.coding.path}"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        bundle = self.widget()._repr_mimebundle_() or {} if someone_is_there() else {}
        return {**bundle, "text/html": self._static._repr_html_(), "text/plain": repr(self)}

    def _build(self) -> ipywidgets.VBox:
        import ipywidgets as w

        self._shown, self._message, self._bar = w.HTML(), w.HTML(), w.HTML()
        self._boxes = {
            code: w.Checkbox(description=f"{english} {chinese}", tooltip=description, indent=False)
            for code, (english, chinese, description) in self.coding.codes.items()
        }
        save = w.Button(description="Save & next", button_style="primary", tooltip="Writes the codes to the file")
        back = w.Button(description="Back", tooltip="Shows the statement before")
        skip = w.Button(description="Skip", tooltip="Leaves this statement for later")
        save.on_click(lambda _: self._do(lambda: self.coding.save(self.ticked())))
        back.on_click(lambda _: self._do(self.coding.back))
        skip.on_click(lambda _: self._do(self.coding.skip))
        self.buttons = {"save": save, "back": back, "skip": skip}
        layout = w.Layout(grid_template_columns="repeat(auto-fill, minmax(17em, 1fr))", width="100%")
        boxes = w.GridBox(list(self._boxes.values()), layout=layout)
        self._refresh()
        return w.VBox([self._bar, self._shown, boxes, w.HBox([save, back, skip]), self._message])

    def ticked(self) -> list[str]:
        """The codes whose boxes are ticked."""
        return [code for code, box in self._boxes.items() if box.value]

    def _do(self, action: Callable[[], None]) -> None:
        """Does what a button says. What went wrong is shown, and the ticks stay for another try."""
        try:
            action()
        except (ValueError, NotSaved) as error:
            self._message.value = f"<p style='color:#b00020'>{escape(str(error))}</p>"
            return
        self._refresh()

    def _refresh(self) -> None:
        item, chosen = self.coding.current(), self.coding.chosen()
        done, total = self.coding.progress()
        pending = f"; not yet in the file: {self.coding.pending()}" if self.coding.pending() else ""
        self._bar.value = f"<b>{done} of {total} coded</b> in {escape(str(self.coding.path))}{pending}"
        self._shown.value = _item_html(item) if item else "<p>All statements are coded.</p>"
        self._message.value = ""
        for code, box in self._boxes.items():
            box.value, box.disabled = code in chosen, item is None


def _item_html(item: Item) -> str:
    before = f"<p style='color:#5f6368'>{escape(item.before)}</p>" if item.before else ""
    head = f"{escape(item.report_id)} · {_KINDS.get(item.kind, escape(item.kind))} · {item.order}"
    return f"<p style='color:#5f6368'>{head}</p>{before}<p style='font-size:115%'>{escape(item.text)}</p>"


@dataclass(frozen=True)
class StaticView:
    """A table of what is to be coded, for pages in which no widget runs."""

    html: str
    words: str

    def __repr__(self) -> str:
        return self.words

    def _repr_html_(self) -> str:
        return self.html


def static_view(statements: pd.DataFrame, codes: Codes, rows: int = 10) -> StaticView:
    """The first `rows` statements to be coded and the codebook, as a table that also stands in a rendered page.

    Coding itself needs the notebook: open it in Jupyter and run the cell with `Coder`.
    """
    items = _items(statements, None)
    cell = (
        "style='border-bottom:1px solid #dcdfe3;padding:3px 10px;text-align:left;vertical-align:top;white-space:normal'"
    )

    def table(heads: tuple[str, ...], body: list[tuple[str, ...]]) -> str:
        lines = [f"<tr>{''.join(f'<th {cell}>{escape(head)}</th>' for head in heads)}</tr>"]
        lines += [f"<tr>{''.join(f'<td {cell}>{escape(value)}</td>' for value in line)}</tr>" for line in body]
        return "<table style='border-collapse:collapse'>" + "\n".join(lines) + "</table>"

    shown = [(i.report_id, _KINDS.get(i.kind, i.kind), str(i.order), i.text) for i in items[:rows]]
    book = [(code, f"{names[0]} {names[1]}", names[2]) for code, names in with_other(codes).items()]
    words = f"{len(shown)} of {len(items)} statements to be coded. To code them, run this notebook in Jupyter."
    heads = ("report 报告", "kind 类型", "order 序号", "statement 原文")
    html = f"<p>{words}</p>{table(heads, shown)}{table(('code', 'theme 主题', 'description'), book)}"
    return StaticView(html, words)
