"""What was found in a report, what its prose states, and what it names as problems and measures: lists to pick from."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from toolkit import vocabulary
from toolkit.charts.claims import referent
from toolkit.explorer.form_table import MARKS
from toolkit.explorer.picks import CLAIM, FINDING, STATEMENT, Pick
from toolkit.explorer.shown import Row, Shown
from toolkit.schema import CLAIM_VERDICTS, SEVERITIES

NOTHING = '<p class="tkx-muted">{}</p>'
_CLAIM_ORDER = ("contradicts", "other_scope", "uncheckable", "agrees")
_VERDICTS = vocabulary.bilingual(vocabulary.CLAIM_VERDICTS)
_SEVERITY_WORDS = vocabulary.bilingual(vocabulary.SEVERITIES)
_REVIEW_WORDS = vocabulary.bilingual(vocabulary.REVIEWS)
_KIND_WORDS = vocabulary.bilingual(vocabulary.STATEMENT_KINDS)
assert set(_CLAIM_ORDER) == set(CLAIM_VERDICTS)


def findings_html(shown: Shown, recorded: Mapping[str, str]) -> str:
    """The findings, the worst first; `recorded` are verdicts by finding that are in the file of reviews."""
    if not shown.findings:
        return NOTHING.format("Nothing was found wrong with this report 未发现问题.")
    ordered = sorted(shown.findings, key=lambda finding: SEVERITIES.index(finding["severity"]))
    return _list([_finding(finding, recorded.get(finding["finding_id"], "")) for finding in ordered])


def _finding(finding: Row, recorded: str) -> str:
    severity = finding["severity"]
    badge = f'<span class="tkx-badge tkx-{severity}">{MARKS[severity]} {escape(_SEVERITY_WORDS[severity])}</span>'
    said = ""
    if recorded and recorded != finding["review"]:
        said = f'<span class="tkx-badge">{escape(_REVIEW_WORDS[recorded])}, in force with the next build</span>'
    elif finding["review"] and recorded:
        said = f'<span class="tkx-badge">{escape(_REVIEW_WORDS[finding["review"]])}</span>'
    elif finding["review"]:
        said = '<span class="tkx-badge">verdict withdrawn, until the next build still in the tables</span>'
    place = f'<br><span class="tkx-muted">{escape(finding["rule"])} · {escape(finding["origin"] or "no place")}</span>'
    return _item(FINDING, finding["finding_id"], f"{badge} {said} {escape(finding['message'])}{place}")


def claims_html(shown: Shown) -> str:
    """The numbers in the prose, those that contradict first."""
    if not shown.claims:
        return NOTHING.format("No number in the prose could be held against a table 正文中没有可核对的数字.")
    ordered = sorted(shown.claims, key=lambda claim: (_CLAIM_ORDER.index(claim["verdict"]), claim["claim"]))
    return _list([_claim(claim) for claim in ordered])


def _claim(claim: Row) -> str:
    style = {"contradicts": "tkx-error", "other_scope": "tkx-note"}.get(claim["verdict"], "")
    badge = f'<span class="tkx-badge {style}">{escape(_VERDICTS[claim["verdict"]])}</span>'
    table = f", tables say {claim['table_value']:g}" if claim["table_value"] is not None else ""
    note = f"; {claim['note']}" if claim["note"] else ""
    about = f"section {claim['section']} · {referent(claim['refers_to'] or '')}{table}{note}"
    return _item(
        CLAIM,
        str(claim["claim"]),
        f'{badge} “{escape(claim["quote"])}”<br><span class="tkx-muted">{escape(about)}</span>',
    )


def statements_html(shown: Shown) -> str:
    """The problems and improvements, with their themes and the words that decided them."""
    if not shown.statements:
        return NOTHING.format("No problem and no improvement was found 未识别出问题或改进措施.")
    return _list([_statement(statement) for statement in shown.statements])


def _statement(statement: Row) -> str:
    kind = f'<span class="tkx-badge">{escape(_KIND_WORDS[statement["kind"]])} {int(statement["order"])}</span>'
    answers = ", ".join(map(str, statement["answers"] or ()))
    about = "; ".join(statement["words"] or ("no theme of the codebook",)) + (
        f" · answers problem {answers}" if answers else ""
    )
    key = f"{statement['kind']}/{statement['order']}"
    return _item(
        STATEMENT, key, f'{kind} {escape(statement["text"])}<br><span class="tkx-muted">{escape(about)}</span>'
    )


def _list(items: list[str]) -> str:
    return f'<ul class="tkx-list" role="listbox">{"".join(items)}</ul>'


def _item(kind: str, key: str, html: str) -> str:
    return f'<li role="option" data-pick="{escape(str(Pick(kind, key)))}">{html}</li>'
