"""What notebook 06 shows of a person's decisions: which findings were reviewed, which cells corrected, and how it is done."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import pandas as pd

from toolkit.charts.names import WORDS, columns_of, in_words, report_names, row_label
from toolkit.charts.tables import STYLE, Table
from toolkit.dataset import Dataset
from toolkit.identities import FAILS
from toolkit.schema import REVIEWS, SEVERITIES

MOST = 60


@dataclass(frozen=True)
class Code:
    """Lines of code to copy: shown, not run."""

    text: str

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return f"{STYLE}<pre>{escape(self.text)}</pre>"


def review_words(findings: pd.DataFrame) -> list[str]:
    """What a person decided about findings, with the Chinese word and the note; empty where nobody did."""
    shown = []
    for review, note in zip(findings["review"].astype("string"), findings["review_note"].astype("string"), strict=True):
        words = "" if review is pd.NA else f"{review} {REVIEWS.get(review, '')}".strip()
        shown.append(f"{words}: {note}" if words and note is not pd.NA else words)
    return shown


def reviews(data: Dataset) -> Table:
    """How many findings of each severity a person has reviewed, and with what verdict."""
    found = data.table("findings", ["severity", "review"]).astype({"review": "string"})
    rows = []
    for severity in SEVERITIES:
        part = found[found["severity"] == severity]
        rows.append((WORDS["severity"][severity], len(part), *(int((part["review"] == r).sum()) for r in REVIEWS)))
    frame = pd.DataFrame(rows, columns=["severity", "findings", *REVIEWS])
    frame.insert(2, "open", frame["findings"] - frame[list(REVIEWS)].sum(axis=1))
    heads = {"severity": "severity 级别", "findings": "findings 发现数", "open": "not reviewed 未复核"}
    heads |= {name: f"{name} {chinese}" for name, chinese in REVIEWS.items()}
    return Table(frame, "Findings by what a person decided (data/reviews.csv)", heads)


def reviewed(data: Dataset) -> Table:
    """The findings that were reviewed, with the verdict."""
    found = data.table("findings", where={"review": list(REVIEWS)})
    names = report_names(data.reports)
    frame = pd.DataFrame(
        {
            "review": review_words(found),
            "severity": in_words(found["severity"], "severity"),
            "report": found["report_id"].map(names),
            "message": found["message"],
        }
    )
    heads = {
        "review": "review 复核",
        "severity": "severity 级别",
        "report": "report 报告",
        "message": "what was found 说明",
    }
    return Table(
        frame, f"Findings that were reviewed: {len(frame):,}" if len(frame) else "Findings that were reviewed", heads,
        wide=("message",), most=MOST, rest='the others: data.findings.dropna(subset=["review"])',
        empty="None yet.",
    )  # fmt: skip


def is_corrected(figures: pd.DataFrame) -> pd.Series:
    """Whether a person gave a cell another number, or none, than the one printed."""
    value, corrected = figures["value"], figures["corrected"]
    return (value.isna() != corrected.isna()) | (value != corrected).fillna(False)


def corrected_cells(data: Dataset) -> pd.DataFrame:
    """The figures that a person corrected, whole rows."""
    ids: list[str] = []
    for piece in data.by_agency("figures", ["report_id", "value", "corrected"]):
        ids += list(piece.loc[is_corrected(piece), "report_id"].unique())
    figures = data.table("figures", where={"report_id": ids})
    return figures[is_corrected(figures)]


def corrections(data: Dataset) -> Table:
    """The cells that a person corrected, and the corrections that found something else than they expect."""
    names, found = report_names(data.reports), corrected_cells(data)
    frame = pd.DataFrame(
        {
            "report": found["report_id"].map(names),
            "cell": [f"{row_label(f.table, f.row)}\n{columns_of(f.table)[f.column]}" for f in found.itertuples()],
            "printed": found["value"],
            "corrected": found["corrected"],
            "unit": found["unit"].astype("string"),
            "place": found["origin"],
        }
    )
    waiting = len(data.table("findings", ["rule"], {"rule": "correction_not_applied"}))
    heads = {"report": "report 报告", "cell": "cell 单元格", "printed": "printed 原文", "corrected": "corrected 更正"}
    heads |= {"unit": "unit 单位", "place": "place 出处"}
    left = f" {waiting} not applied, because something else is printed now than was expected." if waiting else ""
    return Table(
        frame, f"Cells that were corrected: {len(frame):,}" if len(frame) else "Cells that were corrected", heads, most=MOST,
        rest="the others: data.figures, where corrected is not value", below=left.strip(), empty=f"None yet.{left}",
    )  # fmt: skip


REVIEW = """from toolkit.reviews import add_review

add_review(
    "../data/reviews.csv",
    finding_id="{finding_id}",  # {rule}, {report}
    verdict="source error",  # or "reader error", "accepted"
    note="asked the office",
    who="Li",
    data=data,
)"""
CORRECTION = """from toolkit.corrections import add_correction, new_correction

wrong = new_correction(
    data,
    "{report_id}",
    "{table}",
    "{row}",
    "{column}",
    corrected={corrected},  # printed: {printed}
    reason="the agency's list says so",
    who="Li",
)
add_correction("../data/corrections.csv", wrong)"""


def how_to_review(data: Dataset) -> Code:
    """The code that records a verdict, with an error of this dataset as its example."""
    errors = data.table("findings", ["finding_id", "report_id", "rule"], {"severity": "error"})
    if errors.empty:
        return Code(
            REVIEW.format(finding_id="0123456789ab", rule="the finding_id as in data.findings", report="any report")
        )
    first = errors.iloc[0]
    name = report_names(data.reports)[first["report_id"]]
    return Code(REVIEW.format(finding_id=first["finding_id"], rule=first["rule"], report=name))


def how_to_correct(data: Dataset) -> Code:
    """The code that records a correction, with the total of a sum that fails in this dataset as its example."""
    errors = data.table("findings", where={"outcome": FAILS, "rule": "results_total_is_sum"})
    errors = errors[errors["computed"].notna() & errors["reported"].notna()]
    if errors.empty:
        return Code(
            CORRECTION.format(
                report_id="示例市_2023", table="requests", row="总计", column="自然人", corrected=102, printed=101
            )
        )
    first = errors.iloc[-1]
    return Code(
        CORRECTION.format(
            report_id=first["report_id"], table="requests", row="results_total", column=first["column"],
            corrected=f"{first['computed']:g}", printed=f"{first['reported']:g}",
        )
    )  # fmt: skip
