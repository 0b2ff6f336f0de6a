"""Small tables of invented reports whose wording overlaps by a known amount."""

from __future__ import annotations

import pandas as pd

TEACH = "组织经办人员学习条例并点评答复文书"
WALK = "坚持每月巡查门户网站各个栏目的更新情况"


def distinct(count: int, block: int) -> str:
    """So many different Han characters, others for each block; no numerals and nothing that names a place."""
    assert count <= 200
    return "".join(chr(0x8000 + 200 * block + i) for i in range(count))


def tables(*given_reports):
    """The tables `sections` and `reports` from (agency, year, {section: text}[, provenance])."""
    reports, sections = [], []
    for agency, year, texts, *rest in given_reports:
        report_id = f"{agency}_{year}"
        while report_id in {r["report_id"] for r in reports}:
            report_id += "_b"
        provenance = rest[0] if rest else "original"
        reports.append({"report_id": report_id, "agency": agency, "year": year, "provenance": provenance})
        sections += [{"report_id": report_id, "number": n, "text": text} for n, text in texts.items()]
    return (
        pd.DataFrame(sections, columns=["report_id", "number", "text"]).astype({"number": "Int32", "text": "string"}),
        pd.DataFrame(reports).astype({"agency": "string", "year": "Int32", "provenance": "category"}),
    )


def whole(frame):
    """The rows of whole reports, by report."""
    return frame[frame["section"].isna()].set_index("report_id")
