"""Every rule that the code can emit stands in the dictionary of rules with its severities, and no other does."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from toolkit.checks.rules import RuleError, parse_rules, rules
from toolkit.checks.years.carried_over import CARRIED_OVER
from toolkit.checks.years.stocks import IN_FORCE, ITEMS, PUBLISHED
from toolkit.forms import load_forms
from toolkit.reading.readers.pdf.pages import _NOTES

TOOLKIT = Path(__file__).parents[1] / "toolkit"
# Where the name of a rule is no text in the call: the file and the expression, and which rules it can be.
COMPUTED = {
    ("checks/file_rules.py", "note.rule"): set(),  # those of the readers, found by themselves
    ("checks/identity_rules.py", "identity.key"): {one.key for f in load_forms().values() for one in f.identities},
    ("checks/identity_rules.py", "suspicion.key"): {one.key for f in load_forms().values() for one in f.suspicions},
    ("checks/report_rules.py", "f'{conflict.what}_conflict'"): {"agency_conflict", "year_conflict"},
    ("checks/report_rules.py", "f'{what}_unknown'"): {"agency_unknown", "year_unknown"},
    ("checks/report_rules.py", "rule"): {"negative_count", "fraction_in_count"},
    ("checks/years/carried_over.py", "CARRIED_OVER.key"): {CARRIED_OVER.key},
    ("checks/years/stocks.py", "PUBLISHED"): {PUBLISHED},
    ("checks/years/stocks.py", "identity.key"): {IN_FORCE.key, ITEMS.key},
    ("checks/years/sums.py", "identity.key"): {CARRIED_OVER.key, IN_FORCE.key, ITEMS.key},
    ("reading/readers/pdf/pages.py", "rule"): {rule for rule, _, _ in _NOTES},
    ("reading/readers/building.py", "rule"): set(),  # Builder.note passes on what it is given
}
# Where the severity is no name in the call.
SEVERITIES = {
    ("checks/file_rules.py", "severity"): set(),  # the dictionary itself says it
    ("checks/identity_rules.py", "severity"): {"error", "warning", "note"},
    ("checks/years/carried_over.py", "step.error"): {"error", "warning"},
    # A warning of carried_over, a note of the stocks; the first is checked below.
    ("checks/years/sums.py", "NOTE if lost else undecided"): {"note"},
}


@cache
def calls(*names: str) -> list[tuple[str, ast.Call]]:
    """Every call of a class or method with one of these names, with its file relative to the toolkit."""
    found = []
    for path in sorted(TOOLKIT.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        # A Note of the charts is a line of text on a page.
        if "charts" in path.parts or not any(f"{name}(" in text for name in names):
            continue
        nodes = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call))
        named = (node for node in nodes if getattr(node.func, "id", getattr(node.func, "attr", "")) in names)
        found += [(path.relative_to(TOOLKIT).as_posix(), node) for node in named]
    return found


def argument(call: ast.Call, place: int, name: str) -> ast.expr:
    given = [keyword.value for keyword in call.keywords if keyword.arg == name]
    return given[0] if given else call.args[place]


def possible(file: str, node: ast.expr, computed: dict[tuple[str, str], set[str]]) -> set[str]:
    """The texts that an expression of a call can be."""
    if (file, ast.unparse(node)) in computed:
        return computed[file, ast.unparse(node)]
    if isinstance(node, ast.Constant):
        return {node.value}
    if isinstance(node, ast.IfExp):
        return possible(file, node.body, computed) | possible(file, node.orelse, computed)
    if isinstance(node, ast.Name) and node.id in ("ERROR", "WARNING", "NOTE"):
        return {node.id.lower()}
    raise AssertionError(f"{file}, line {node.lineno}: say in tests/test_rules.py what {ast.unparse(node)!r} can be")


def ways(call: ast.Call) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Rule and severity of a finding; where one condition decides both, the pair for each outcome."""
    rule, severity = argument(call, 0, "rule"), argument(call, 1, "severity")
    both = isinstance(rule, ast.IfExp) and isinstance(severity, ast.IfExp)
    if both and ast.unparse(rule.test) == ast.unparse(severity.test):
        yield from ((rule.body, severity.body), (rule.orelse, severity.orelse))
    else:
        yield rule, severity


def emitted() -> dict[str, set[str]]:
    """Each rule that the code can emit, with the severities that stand at its calls (none for notes of readers)."""
    found: dict[str, set[str]] = {}
    for file, call in calls("Finding"):
        for rule_said, severity_said in ways(call):
            for rule in possible(file, rule_said, COMPUTED):
                found.setdefault(rule, set()).update(possible(file, severity_said, SEVERITIES))
    for file, call in calls("note", "Note"):
        for rule in possible(file, argument(call, 0, "rule"), COMPUTED):
            found.setdefault(rule, set())
    return found


def test_the_dictionary_has_the_rules_that_the_code_can_emit_and_no_other() -> None:
    assert set(emitted()) == set(rules())


def test_each_rule_has_the_severities_with_which_it_is_emitted() -> None:
    known = {CARRIED_OVER.key: {"warning"}}  # of what cannot be checked, passed to open_notes
    for rule, severities in emitted().items():
        said = set(rules()[rule].severities)
        assert said == severities | known.get(rule, set()) if severities else len(said) == 1, rule


def test_no_place_that_computes_a_rule_is_named_in_vain() -> None:
    met = {(file, ast.unparse(argument(call, 0, "rule"))) for file, call in calls("Finding")}
    met |= {(file, ast.unparse(argument(call, 0, "rule"))) for file, call in calls("note", "Note")}
    assert set(COMPUTED) <= met


def test_each_rule_says_in_both_languages_what_it_means_and_what_to_do() -> None:
    for rule in rules().values():
        for text in (rule.english, rule.advice):
            assert text.endswith(".") and len(text) > 10, rule.key
        for text in (rule.chinese, rule.advice_chinese):
            assert text.endswith("。") and any("\u4e00" <= char <= "\u9fff" for char in text), rule.key


WHOLE = """[odd]
group = "report"
severities = ["warning", "note"]
english = "Odd."
chinese = "奇怪。"
advice = "Look."
advice_chinese = "请看。"
"""


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (WHOLE.replace('advice = "Look."\n', ""), "odd: advice missing or empty"),
        (WHOLE.replace('"report"', '"rapport"'), "found 'rapport'"),
        (WHOLE.replace('["warning", "note"]', '["note", "warning"]'), "the worst first"),
        (WHOLE.replace('"note"]', '"hint"]'), "found ['warning', 'hint']"),
    ],
)
def test_a_rule_that_is_not_whole_is_refused_by_name(broken: str, says: str) -> None:
    assert list(parse_rules(WHOLE)) == ["odd"]
    with pytest.raises(RuleError) as refused:
        parse_rules(broken)
    assert "rule odd" in str(refused.value) and says in str(refused.value)
