"""What is chosen for a notebook: values of the assignments in its cell tagged "parameters" (papermill's convention)."""

from __future__ import annotations

import ast
from collections.abc import Mapping

import nbformat

TAG = "parameters"
OWN: Mapping[str, object] = {"YEAR": None, "REGION": None, "KIND": None, "DATASET": None}
"""The parameters of the toolkit's notebooks, for the whole of the dataset that is rendered: what a person saved in a notebook
while looking at something else must not narrow a page, nor show another dataset on it."""


class ParameterError(ValueError):
    """A choice that no notebook can follow, or that cannot be written into a cell. Says what was expected instead."""


def parameter_names(nb: nbformat.NotebookNode, name: str) -> list[str]:
    """The names that a notebook's cell of parameters assigns, in their order; none where it has no such cell.

    `name` is the notebook's, for the error. Raises ParameterError for a cell that is not Python.
    """
    cell = _cell(nb)
    return list(dict.fromkeys(target for target, _ in _assignments(cell.source, name))) if cell else []


def set_parameters(nb: nbformat.NotebookNode, values: Mapping[str, object], name: str) -> None:
    """Puts values in the place of those that the cell of parameters assigns; all else of the cell stays as it is.

    Names that the cell does not assign are left alone. Raises ParameterError for a value that Python cannot write as it
    reads it (numbers, texts, None, lists, tuples and dicts of them are fine).
    """
    written = {key: _literal(key, value) for key, value in values.items()}
    cell = _cell(nb)
    if not cell or not written:
        return
    # Places are counted in bytes of a line; the last is replaced first, so that the others stay where they are.
    lines = cell.source.encode().split(b"\n")
    for target, old in reversed(_assignments(cell.source, name)):
        if target in written:
            first, last = old.lineno - 1, old.end_lineno - 1
            head, tail = lines[first][: old.col_offset], lines[last][old.end_col_offset :]
            lines[first : last + 1] = [head + written[target].encode() + tail]
    cell.source = b"\n".join(lines).decode()


def chosen(values: Mapping[str, object]) -> str:
    """The values as a reader sees them: YEAR = 2025, SCOPE = 'own'."""
    return ", ".join(f"{name} = {value!r}" for name, value in values.items())


def _cell(nb: nbformat.NotebookNode) -> nbformat.NotebookNode | None:
    """The first code cell with the tag."""
    return next((c for c in nb.cells if c.cell_type == "code" and TAG in c.metadata.get("tags", ())), None)


def _assignments(source: str, name: str) -> list[tuple[str, ast.expr]]:
    """Each name that is assigned at the top of a cell, with the place of its value."""
    try:
        body = ast.parse(source).body
    except SyntaxError as error:
        raise ParameterError(
            f"{name}, cell tagged {TAG}, line {error.lineno}: expected plain assignments, found {error.text!r}"
            "; take what is no Python out of this cell"
        ) from error
    found = []
    for node in body:
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            found.append((node.targets[0].id, node.value))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            found.append((node.target.id, node.value))
    return found


def _literal(name: str, value: object) -> str:
    """A value as Python source that gives the value again."""
    try:
        if ast.literal_eval(repr(value)) == value:
            return repr(value)
    except (ValueError, SyntaxError):
        pass
    raise ParameterError(
        f"{name}: expected a number, a text, None or a list of these, found {value!r} ({type(value).__name__}); "
        "convert it, for example with int() or str()"
    )
