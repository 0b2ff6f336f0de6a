"""What notebook 04 shows of agreement: automatic codes beside a person's, and the widget to code a sample of one's own.

A file that is not there, or does not fit the dataset, gives a note that says what to do.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from toolkit.charts.answers import (
    DIGEST_WORDS,
    HEADS,
    counted_reports,
    counted_statements,
    in_names,
    quoted,
    quoted_names,
    theme_names,
)
from toolkit.charts.panels import Panels
from toolkit.charts.style import Note
from toolkit.charts.tables import Table
from toolkit.coder import Coder, Codes
from toolkit.dataset import Dataset, project_path
from toolkit.text.coding import CodingError, draw_sample, read_coding
from toolkit.text.evaluate import Agreement
from toolkit.text.evaluate import agreement as measured
from toolkit.text.matching import MISSED, OUTCOMES, SAME_TEXT, SURPLUS, TEXT_DIFFERS

MOST_LISTED = 40
"""Disagreements that are listed."""
OUTCOME_WORDS = {
    "found": "found, same kind and order 一致", "kind_wrong": "other kind 类别不同", "order_wrong": "other order 序次不同",
    "text_differs": "other words at that place 文字不同", "missed": "by hand only 漏识", "surplus": "automatic only 多识",
}  # fmt: skip
KIND_WORDS = {"problem": "problem 问题", "improvement": "measure 改进"}
KRIPPENDORFF = (
    "Krippendorff (2004) takes an alpha of 0.80 as reliable and from 0.667 on draws only tentative conclusions: conventions, "
    "not laws. F1 is the harmonic mean of precision and recall."
)
SEE_ABOVE = Note("Nothing to list: there is no comparison, for the reason above.")


def codebook(data: Dataset) -> Codes:
    """The codebook of the dataset: code to English name, Chinese name and description."""
    return {t["code"]: (t["english"], t["chinese"], t["when"]) for t in data.package["codebook"]["themes"]}


def files(data: Dataset, *paths: str) -> Table:
    """Hand-coded files, given from the project's folder, and what is in them."""
    rows = []
    for path in paths:
        try:
            hand = read_coding(project_path(Path(path)), codebook(data))
        except CodingError as error:
            missing = not project_path(Path(path)).is_file()
            rows.append((path, "not there (yet) 尚无" if missing else f"cannot be used: {error}"))
            continue
        here = set(hand["report_id"]) & set(data.reports["report_id"])
        reports = hand["report_id"].nunique()
        rows.append((path, f"{len(hand)} statements of {reports} reports, {len(here)} of them in this dataset"))
    heads = {"file": "file 文件", "holds": "what it holds 内容"}
    return Table(pd.DataFrame(rows, columns=list(heads)), "Codings by hand (人工编码)", heads, ("holds",))


def compare(data: Dataset, path: str, *, sample: bool = False, by_order: bool = False) -> Agreement | Note:
    """How the dataset's codes agree with those in a hand-coded file, or a note that says why that cannot be told.

    `path` is given from the project's folder. `sample`: the file holds a sample of the automatic statements, as the
    widget writes it. `by_order`: the person coded the same statements in other words; then kind and order decide.
    """
    full = project_path(Path(path))
    if not full.is_file():
        return Note(
            f"{path}: there is no such file in the project's folder. Name another one where this notebook names its files, or "
            "code a sample with the widget near its end, which writes one with the first Save & next."
        )
    try:
        hand = read_coding(full, codebook(data))
    except CodingError as error:
        return Note(f"This file cannot be compared. {error}")
    known = hand[hand["report_id"].isin(set(data.reports["report_id"]))]
    if known.empty:
        return Note(
            f"{path}: none of its {hand['report_id'].nunique()} reports is in this dataset, so there is nothing to compare. "
            "Code a sample of your own reports with the widget near the end, or name a file that was coded from these reports."
        )
    statements = data.table("statements", where={"report_id": list(known["report_id"].unique())})
    found = measured(statements, known, codebook(data), sample=sample, by_order=by_order)
    same = int(found.statements["outcome"].isin(SAME_TEXT).sum())
    other = int((found.statements["outcome"] == TEXT_DIFFERS).sum())
    if other > same:
        return Note(
            f"{path}: {other} of its statements begin with other words in this dataset, and {same} with the same. It was coded "
            "from another text. If that text had the same statements in the same order (a digest beside its original), compare "
            "by kind and order with compare(data, HAND, by_order=True); if not, code these reports anew."
        )
    return found


def scores(found: Agreement | Note) -> Table | Note:
    """The scores over all themes, with intervals from a bootstrap over reports."""
    if isinstance(found, Note):
        return found
    rows = [
        (f"{s.english} {s.chinese}", _decimals(s.value), _interval(s.low, s.high), s.reason)
        for s in found.scores.itertuples()
    ]
    heads = {"score": "score 指标", "value": "value 值", "interval": "95 % interval 置信区间", "reason": "note 说明"}
    parts = [f"{n} {OUTCOME_WORDS[key]}" for key in OUTCOMES if (n := found.outcomes[key])]
    said = f"Statements: {'; '.join(parts)}. {' '.join((*found.notes, KRIPPENDORFF))}"
    caption = f"Agreement on {found.compared} statements of {found.reports} reports (编码一致性)"
    return Table(pd.DataFrame(rows, columns=list(heads)), caption, heads, ("score",), ("interval",), below=said)


def _decimals(value: object) -> str:
    return "–" if pd.isna(value) else f"{value:.2f}"


def _interval(low: object, high: object) -> str:
    return "" if pd.isna(low) else f"{low:.2f} to {high:.2f}"


def themes(data: Dataset, found: Agreement | Note) -> Table | Note:
    """Each theme: how often both gave it or only one, precision, recall, F1 and Cohen's kappa."""
    if isinstance(found, Note):
        return SEE_ABOVE
    names, table = theme_names(data), found.themes
    used = table[(table["support"] + table["only_automatic"]) > 0]
    frame = used[["support", "both", "only_automatic", "only_by_hand"]].astype("Int64")
    frame.insert(0, "theme", [names.get(code, code) for code in used["theme"]])
    for score in ("precision", "recall", "f1", "kappa"):
        frame[score] = [_decimals(value) for value in used[score]]
    heads = {
        "theme": HEADS["theme"], "support": "by hand 人工", "both": "both 一致", "only_automatic": "only automatic 仅自动",
        "only_by_hand": "only by hand 仅人工", "precision": "precision 精确率", "recall": "recall 召回率", "f1": "F1",
        "kappa": "Cohen's kappa",
    }  # fmt: skip
    unused = [names.get(code, code) for code in table["theme"] if code not in set(used["theme"])]
    below = f"Given by neither: {', '.join(unused)}." if unused else ""
    return Table(frame, "Agreement by theme (逐主题)", heads, keep=("theme",), below=below, empty="No theme was given.")


def disagreements(data: Dataset, found: Agreement | Note) -> Panels | Note:
    """Statements whose themes differ, with the words that decided; and statements that only one side has."""
    if isinstance(found, Note):
        return SEE_ABOVE
    names, reports = theme_names(data), quoted_names(data.reports)

    def codes(joined: str) -> str:
        return in_names([code for code in joined.split(";") if code], names)

    differing = pd.DataFrame(
        [
            (reports[d.report_id], f"{KIND_WORDS[d.kind]} {quoted(d)}", codes(d.only_automatic), codes(d.only_by_hand))
            + ("\n".join(w for w in d.words.split(";") if w.partition(":")[0] in d.only_automatic.split(";")),)
            for d in found.disagreements.itertuples()
        ],
        columns=["report", "statement", "automatic", "hand", "words"],
    )  # fmt: skip
    heads = {
        "report": HEADS["report"], "statement": "statement 陈述", "automatic": "only automatic 仅自动",
        "hand": "only by hand 仅人工", "words": "words that decided 依据",
    }  # fmt: skip
    caption = f"Statements whose themes differ (编码不一致): {len(differing)} of {found.compared}"
    rest, below = "the others: found.disagreements", _marked(data, set(found.disagreements["report_id"]))
    first = Table(
        differing,
        caption,
        heads,
        ("statement",),
        ("automatic", "hand"),
        most=MOST_LISTED,
        rest=rest,
        below=below,
        empty="None.",
    )
    return Panels((first, _one_sided(data, found, reports)))


def _one_sided(data: Dataset, found: Agreement, reports: dict[str, str]) -> Table:
    """Statements that only one side has, or that have other words."""
    part = found.statements[found.statements["outcome"].isin((MISSED, SURPLUS, TEXT_DIFFERS))]
    rows = [
        (reports[s.report_id], f"{KIND_WORDS[s.kind]} {s.order}", OUTCOME_WORDS[s.outcome], s.text, s.begins_with)
        for s in part.itertuples()
    ]
    heads = {"report": HEADS["report"], "which": "statement 陈述", "outcome": "outcome 结果"}
    heads |= {"text": "automatic 自动", "hand": "by hand 人工"}
    caption = f"Statements without a partner (未匹配的陈述): {len(rows)}"
    below = _marked(data, set(part["report_id"]))
    return Table(
        pd.DataFrame(rows, columns=list(heads)), caption, heads, ("text",), most=MOST_LISTED, below=below,
        rest="the others: found.statements", empty="None.",
    )  # fmt: skip


def _marked(data: Dataset, ids: set[str]) -> str:
    """What stands below quotations from these reports, where one of them is a digest."""
    shown = data.reports[data.reports["report_id"].isin(ids)]
    return DIGEST_WORDS if (shown["provenance"] == "digest").any() else ""


class SampleCoder(Coder):
    """The coder as a notebook keeps it: without the file's full path, which differs between machines."""

    def __repr__(self) -> str:
        return repr(self._static)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {**super()._repr_mimebundle_(include, exclude), "text/plain": repr(self)}


def code_sample(data: Dataset, path: str, coder: str = "coder", *, size: int = 50, seed: int = 2024) -> Panels | Note:
    """The widget that codes a random sample of the dataset's statements into `path`, given from the project's folder.

    Nothing is written before someone saves; where nobody is at the notebook, a table stands in its place. A note says so
    where there is nothing to code, or the file is another coder's.
    """
    statements = counted_statements(data)
    if statements.empty:
        return Note("No statement was found in any report, so there is nothing to code.")
    sample = draw_sample(statements, size, seed)
    try:
        sections = data.table("sections", where={"report_id": list(sample["report_id"].unique())})
        widget = SampleCoder(sample, project_path(Path(path)), codebook(data), coder, sections=sections)
    except CodingError as error:
        return Note(f"The sample cannot be coded into this file. {error}")
    reports = counted_reports(data)
    digests = set(reports[reports["provenance"] == "digest"]["report_id"]) & set(sample["report_id"])
    said = f"A random sample of {len(sample)} of {len(statements)} statements, to be coded into {path}."
    said += f" Reports of which a digest is here: {len(digests)}; their statements are in its words." if digests else ""
    return Panels((Note(said), widget))
