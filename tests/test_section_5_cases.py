"""Sections in the many ways in which agencies number, head and break them: tests/section_5_cases.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from toolkit.text.statements import find_statements

CASES = tomllib.loads(Path(__file__).with_name("section_5_cases.toml").read_text(encoding="utf-8"))["case"]


def marked(case: dict[str, Any]) -> Any:
    marks = [pytest.mark.xfail(strict=True, reason=case["known"])] if "known" in case else []
    return pytest.param(case, id=case["name"], marks=marks)


@pytest.mark.parametrize("case", [marked(case) for case in CASES])
def test_section(case: dict[str, Any]) -> None:
    text = case["text"]
    found = sorted(find_statements([SimpleNamespace(number=case.get("section", 5), text=text)]), key=lambda s: s.start)
    said = [f"{statement.kind[0]} {statement.text}" for statement in found]
    assert len(found) == len(case["expect"]), said
    for statement, (kind, begins, *ends) in zip(found, case["expect"], strict=True):
        assert statement.text == text[statement.start : statement.end]
        assert statement.kind[0] == kind, said
        assert statement.text.startswith(begins), said
        assert all(statement.text.rstrip("。；").endswith(end) for end in ends), said
