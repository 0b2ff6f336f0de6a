"""The dictionary of the rules: what each that can stand in findings.rule says, how much it matters, and what to do."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from toolkit.schema import SEVERITIES

GROUPS = {
    "file": ("The file and how it was read", "文件及其读取"),
    "report": ("The report: who, when, which form, which sections", "报告：机关、年度、表样、各部分"),
    "cells": ("Tables and cells", "表格与单元格"),
    "identities": ("Sums within a report", "报告内的勾稽关系"),
    "years": ("Between the years of an agency", "同一机关各年度之间"),
    "prose": ("The numbers in the prose", "正文中的数字"),
    "decisions": ("What a person decided", "人工决定"),
}
"""What a rule looks at, in English and Chinese, in the order of the codebook."""


class RuleError(ValueError):
    """A dictionary of rules that cannot be used: says which rule, what was expected and what to do."""


@dataclass(frozen=True)
class Rule:
    """A rule of the checks: what it says of a report and what to do about it, in both languages.

    `severities` are those that its findings may have, the worst first; `group` is a key of GROUPS.
    """

    key: str
    group: str
    severities: tuple[str, ...]
    english: str
    chinese: str
    advice: str
    advice_chinese: str


@cache
def rules() -> dict[str, Rule]:
    """All rules by key, in the order of rules.toml."""
    return parse_rules(resources.files(__package__).joinpath("rules.toml").read_text(encoding="utf-8"))


def parse_rules(text: str, source: str = "toolkit/checks/rules.toml") -> dict[str, Rule]:
    """The rules in the text of a TOML file. Raises RuleError for a rule that is not whole, tomllib.TOMLDecodeError."""
    return {key: _rule(key, entry, source) for key, entry in tomllib.loads(text).items()}


def _rule(key: str, entry: dict, source: str) -> Rule:
    texts = ("english", "chinese", "advice", "advice_chinese")
    if missing := [name for name in ("group", "severities", *texts) if not entry.get(name)]:
        raise RuleError(f"{source}, rule {key}: {', '.join(missing)} missing or empty; write it")
    if entry["group"] not in GROUPS:
        raise RuleError(f"{source}, rule {key}: expected group = one of {', '.join(GROUPS)}, found {entry['group']!r}")
    order = [severity for severity in SEVERITIES if severity in entry["severities"]]
    if order != entry["severities"]:
        raise RuleError(
            f"{source}, rule {key}: expected severities out of {', '.join(SEVERITIES)}, the worst first, found "
            f"{entry['severities']}"
        )
    return Rule(key, entry["group"], tuple(order), *(entry[name] for name in texts))
