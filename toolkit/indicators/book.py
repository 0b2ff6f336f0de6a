"""The rates of the toolkit, each with numerator, denominator, source, and what it must not be used for."""

from __future__ import annotations

from functools import cache

import pandas as pd

from toolkit.forms import Row, load_forms
from toolkit.indicators.indicator import NO_INTERVAL, POISSON, RATIO, WILSON, Indicator

_FORM = "rows of the statutory form (国办公开办函〔2019〕60号, 〔2021〕30号)"
_OWN = "definition of this toolkit; no statute defines it"
_LAW = "Regulations (政府信息公开条例, 国务院令第711号)"

_ALL = "requests/results_total/total"
_NEW = "requests/new_requests/total"
_DENIED = "requests/denied.*/total"
_UNABLE = "requests/unable.*/total"
_NOT_HELD = "requests/unable.not_held/total"
_OPEN = "requests/granted/total + requests/partially_granted/total"
_DECIDED = f"{_OPEN} + {_DENIED}"
_SUBSTANCE = f"{_DECIDED} + {_NOT_HELD} + requests/unable.requires_creation/total"
_PROCESSED = f"{_DECIDED} + {_UNABLE} + requests/other_handling*/total"

INTAKE: tuple[Indicator, ...] = (
    Indicator(
        "natural_person_share", "New requests by natural persons", "自然人申请占比",
        "requests/new_requests/natural_person", _NEW, _FORM,
        "Not for how many people ask: the form counts requests, and one person can file forty.",
    ),
    Indicator(
        "carry_over_rate", "Carried forward, share of all to be handled", "结转率",
        "requests/carried_forward/total", f"{_NEW} + requests/carried_over/total", _OWN,
        "Not for delay: a request that comes in December is carried forward within its term of 20 working days (article 33).",
    ),
)  # fmt: skip


def _applicant(key: str, english: str, chinese: str, columns: tuple[str, ...]) -> Indicator:
    return Indicator(
        f"{key}_share", f"New requests by {english}", f"{chinese}申请占比",
        " + ".join(f"requests/new_requests/{column}" for column in columns), _NEW, _FORM,
        "Not for what organizations want: whoever asks for one in their own name is counted as a natural person.",
    )  # fmt: skip


_KINDS = {
    "commercial_enterprise": ("commercial enterprises", "商业企业"),
    "research_institution": ("research institutions", "科研机构"),
    "public_interest_organization": ("public-interest organizations", "社会公益组织"),
    "legal_service_institution": ("legal service institutions", "法律服务机构"),
    "other": ("other organizations", "其他组织"),
}
APPLICANTS: tuple[Indicator, ...] = (
    _applicant("organization", "legal persons and other organizations", "法人或其他组织", tuple(_KINDS)),
    *(_applicant(k if k != "other" else "other_organization", e, c, (k,)) for k, (e, c) in _KINDS.items()),
)

BACKLOG: tuple[Indicator, ...] = (
    Indicator(
        "clearance_rate", "Results for each new request (clearance rate)", "办结比（办理结果与本年新收之比）",
        _ALL, _NEW, f"{_OWN}; after the clearance rate of courts (CEPEJ; NCSC CourTools, measure 2)",
        "Above 1 the backlog shrank, below 1 it grew. Not for speed: it says nothing of how long a request took.",
        RATIO, NO_INTERVAL,
    ),
    Indicator(
        "backlog_ratio", "Carried forward for each request carried over (change of the backlog)", "积压变动比（结转下年与上年结转之比）",
        "requests/carried_forward/total", "requests/carried_over/total", _OWN,
        "Above 1 the backlog grew. Not for small backlogs, where one request more can double it, and not where none was carried over.",
        RATIO, NO_INTERVAL,
    ),
)  # fmt: skip


def _share(key: str, english: str, chinese: str, rows: str, article: str, note: str) -> Indicator:
    return Indicator(
        f"share_{key}", f"{english}, share of results", f"{chinese}占办理结果",
        f"requests/{rows}/total", _ALL, f"{_FORM}{article and f'; {_LAW}, {article}'}", note,
    )  # fmt: skip


RESULT_SHARES: tuple[Indicator, ...] = (
    _share(
        "granted", "Granted", "予以公开", "granted", "article 36",
        "Not for how much was given, or whether it was what the applicant wanted.",
    ),
    _share(
        "partially_granted", "Partially granted", "部分公开", "partially_granted", "article 37",
        "Not for how much was withheld: one blackened name and ninety blackened pages count alike.",
    ),
    _share(
        "denied", "Denied", "不予公开", "denied.*", "articles 14 to 16 and 36",
        "Not for all answers that give nothing out: 无法提供, 不予处理 and 其他处理 are counted elsewhere.",
    ),
    _share(
        "unable", "Unable to provide", "无法提供", "unable.*", "articles 30, 36 and 38",
        "Not for refusal: it mixes what is not held, what would have to be made, and what is unclear.",
    ),
    _share(
        "not_processed", "Not processed", "不予处理", "not_processed.*", "articles 35, 36 and 39",
        "Not for misuse by applicants: the agency itself decides what is a complaint, a repetition or excessive.",
    ),
    _share(
        "other_handling", "Handled otherwise", "其他处理", "other_handling*", "",
        "Not across the two forms: one row in form 2019, three in form 2021; and it is what is left over, withdrawals included.",
    ),
)  # fmt: skip
RESULT_PARTS: tuple[Indicator, ...] = (
    _share(
        "not_held", "Not held", "本机关不掌握", "unable.not_held", "article 36, items 4 and 5",
        "Not for poor records: a request sent to the wrong agency ends here too.",
    ),
    Indicator(
        "not_held_of_unable", "Not held, share of unable to provide", "本机关不掌握占无法提供", _NOT_HELD, _UNABLE, _FORM,
        "Not for how often information is not held: take share_not_held, whose denominator is all results.",
    ),
    _share(
        "correction_overdue", "Correction overdue", "逾期不补正", "other_handling.correction_overdue", "article 30",
        "Not before 2021: form 2019 has no such row. Not for unclear requests, of which it holds only those given up.",
    ),
    _share(
        "fee_overdue", "Fee overdue", "逾期不缴费", "other_handling.fee_overdue", "article 42",
        "Not before 2021: form 2019 has no such row. Not for how often a fee was asked: it holds only those not paid.",
    ),
)  # fmt: skip

_SORTING = "A change can come from sorting answers otherwise, so give the denominator whenever it is quoted"
DISCLOSURE: tuple[Indicator, ...] = (
    Indicator(
        "disclosure_rate", "Disclosed, share of all results", "公开率（占全部办理结果）", _OPEN, _ALL, _OWN,
        f"Not for willingness to disclose: complaints, repetitions and what is not held lower it. {_SORTING}.",
    ),
    Indicator(
        "disclosure_rate_substance", "Disclosed, share of results on the substance", "公开率（不计程序性结果）",
        _OPEN, _SUBSTANCE, _OWN,
        f"Without 不予处理, 其他处理 and 补正后仍不明确. Not beside the rate of all results as if they were one. {_SORTING}.",
    ),
    Indicator(
        "disclosure_rate_processed", "Disclosed, share of results without those not processed", "公开率（不计不予处理）",
        _OPEN, _PROCESSED, _OWN,
        f"Without 不予处理 only. Not beside the rate of all results as if they were one. {_SORTING}.",
    ),
    Indicator(
        "disclosure_rate_decided", "Disclosed in full or in part, share of granted, partially granted and denied",
        "公开率（只计予以公开、部分公开、不予公开）", _OPEN, _DECIDED,
        f"{_OWN}; built like the release rate of the US Department of Justice, Office of Information Policy",
        "Leaves out whatever is not held. Not as the disclosure rate: it is never below the others, and an agency that "
        "answers 'not held' instead of refusing raises it.",
    ),
    Indicator(
        "refusal_rate_substance", "Denied, share of results on the substance", "不予公开率（不计程序性结果）",
        _DENIED, _SUBSTANCE, _OWN,
        "Not as one minus the disclosure rate: what is not held is in the denominator and in neither numerator.",
    ),
)  # fmt: skip

_ARTICLES = {
    "denied.state_secret": "article 14",
    "denied.prohibited_by_law": "article 14",
    "denied.three_securities_one_stability": "article 14",
    "denied.third_party_rights": "article 15",
    "denied.internal_affairs": "article 16",
    "denied.process_information": "article 16",
    "denied.enforcement_case_file": "article 16",
    "denied.administrative_inquiry": "article 36, item 7",
}
"""The article of the Regulations behind each reason for refusal."""
_REASON_NOTE = (
    "Not for whether the reason was right: it is the one the agency names. Not where refusals are few, when "
    "one of them moves it by tens of points."
)


@cache
def reasons() -> tuple[Indicator, ...]:
    """Each reason for refusal as a share of all refusals, by the rows of the forms, so that a new form brings its own."""
    rows = {row.key: row for form in load_forms().values() for row in form.table("requests").rows}
    return tuple(_reason(row) for row in rows.values() if row.key.startswith("denied."))


def _reason(row: Row) -> Indicator:
    article = _ARTICLES.get(row.key)
    return Indicator(
        f"reason_{row.key.removeprefix('denied.')}", f"{row.english[0].upper()}{row.english[1:]}, share of refusals",
        f"{row.label.lstrip('0123456789.')}占不予公开", f"requests/{row.key}/total", _DENIED,
        f"{_FORM}; {_LAW}, {article}" if article else _FORM, _REASON_NOTE,
    )  # fmt: skip


def _ground(article: str, english: str, chinese: str) -> Indicator:
    rows = (row for row, found in _ARTICLES.items() if found == f"article {article}")
    return Indicator(
        f"refused_article_{article}", f"Refused by article {article} ({english}), share of refusals", f"{chinese}占不予公开",
        " + ".join(f"requests/{row}/total" for row in rows), _DENIED, f"{_LAW}, article {article}", _REASON_NOTE,
    )  # fmt: skip


# Article 15 is a single row, so its share is reason_third_party_rights.
GROUNDS: tuple[Indicator, ...] = (
    _ground("14", "must not be disclosed", "第十四条（不予公开）"),
    _ground("16", "may be withheld", "第十六条（可以不予公开）"),
)

_REFORM = (
    "Not across the turn of 2023 to 2024: since then a refusal goes to reconsideration before it can go to court "
    "(Administrative Reconsideration Law of 2023, article 23)"
)
_SETTLED = ("upheld", "corrected", "other")
_OUTCOMES = {"corrected": ("corrected", "纠正率"), "upheld": ("upheld", "维持率")}
_WAYS = {
    "reconsideration": ("Reconsideration", "行政复议", "reconsideration"),
    "litigation": ("Litigation", "行政诉讼", "litigation_*"),
}


def _outcome(way: str, outcome: str, of_all: bool) -> Indicator:
    (english, chinese, rows), (named, called) = _WAYS[way], _OUTCOMES[outcome]
    whole = f"disputes/{rows}/total" if of_all else " + ".join(f"disputes/{rows}/{o}" for o in _SETTLED)
    pending = "Pending cases count as not " + named if of_all else "Pending cases do not count"
    return Indicator(
        f"{outcome}_{way}{'_of_all' if of_all else ''}", f"{english}: {named}, share of {'all cases' if of_all else 'settled'}",
        f"{chinese}{called}（{'占全部' if of_all else '占已审结'}）", f"disputes/{rows}/{outcome}", whole, _OWN,
        f"{pending}; 其他结果, withdrawals included, is in the denominator. Not for how many answers were right: "
        f"few are contested. {_REFORM}.",
    )  # fmt: skip


DISPUTES: tuple[Indicator, ...] = tuple(
    _outcome(way, outcome, of_all) for outcome in _OUTCOMES for of_all in (False, True) for way in _WAYS
)


def _per_request(way: str) -> Indicator:
    english, chinese, rows = _WAYS[way]
    return Indicator(
        f"{way}_per_request", f"{english} cases for each new request", f"{chinese}件数与本年新收申请之比",
        f"disputes/{rows}/total", _NEW, _OWN,
        "A ratio, it can exceed 1. Not for the chance that a request is contested: the cases of a year are not those about its "
        f"requests, and pending ones are counted again the year after. {_REFORM}.", RATIO, POISSON,
    )  # fmt: skip


PER_REQUEST: tuple[Indicator, ...] = tuple(_per_request(way) for way in _WAYS)


@cache
def indicators() -> tuple[Indicator, ...]:
    """All indicators: intake, results, disclosure, refusals, disputes."""
    requests = (*INTAKE, *APPLICANTS, *BACKLOG, *RESULT_SHARES, *RESULT_PARTS, *DISCLOSURE)
    return (*requests, *reasons(), *GROUNDS, *DISPUTES, *PER_REQUEST)


_INTERVAL_WORDS = {
    WILSON: "Wilson 95 % (Wilson 1927)",
    POISSON: "exact Poisson 95 % (Garwood 1936)",
    NO_INTERVAL: "none: above and below the line stand the same requests",
}


def _span(years: list[int]) -> str:
    whole = years == list(range(years[0], years[-1] + 1))
    return f"{years[0]} to {years[-1]}" if whole and len(years) > 1 else ", ".join(map(str, years))


def definitions(wanted: tuple[Indicator, ...] | None = None) -> pd.DataFrame:
    """Every indicator in words, one a row: key, english, chinese, kind, numerator, denominator, interval, forms (and the
    report years these are for), years, source, and note, which says what it must not be used for.
    """
    forms, rows = load_forms(), []
    for i in wanted or indicators():
        years = sorted(year for key in i.forms for year in forms[key].years)
        rows.append(
            {
                "key": i.key,
                "english": i.english,
                "chinese": i.chinese,
                "kind": i.kind,
                "numerator": i.numerator,
                "denominator": i.denominator,
                "interval": _INTERVAL_WORDS[i.interval],
                "forms": ", ".join(i.forms),
                "years": _span(years),
                "source": i.source,
                "note": i.note,
            }
        )
    return pd.DataFrame(rows).astype("string")
