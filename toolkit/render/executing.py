"""A copy of a notebook is executed on a dataset; the notebook itself is read, never written."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from toolkit.dataset import ENVIRONMENT_PATH
from toolkit.render.parameters import OWN, set_parameters
from toolkit.whole_files import write_whole

CELL_SECONDS = 600
"""A cell that runs longer is stopped."""


class NotebookFailed(ValueError):
    """A notebook that could not be executed. Says which cell, what stands in it, and the error."""

    def __init__(self, notebook: Path, number: int, source: str, error: str):
        self.notebook, self.number, self.source, self.error = notebook, number, source, error
        super().__init__(f"{notebook.name}, cell {number} failed: {error}\n\nThe cell:\n{source}")


def execute(notebook: Path, dataset: Path, copy: Path, parameters: Mapping[str, object] | None = None) -> Path:
    """Executes `notebook` on the dataset in a folder and writes the result to `copy`; the notebook itself stays.

    `parameters` are values by name that take the place of those in the cell tagged "parameters"; names that are not
    assigned there are left alone (`toolkit.render.parameters.parameter_names` tells them). Those of the toolkit's own
    notebooks (YEAR, REGION, KIND, DATASET) are None unless they are given.

    Raises NotebookFailed with the number of the cell, counted from 1 over all cells as JupyterLab shows them, and
    ParameterError for a value that cannot be written into a cell.
    """
    nb = nbformat.read(notebook, as_version=4)
    set_parameters(nb, {**OWN, **(parameters or {})}, notebook.name)
    at = [0]

    # Only this interpreter's own kernel: a python3 installed elsewhere would run without the toolkit.
    client = NotebookClient(
        nb,
        kernel_name="python3",
        timeout=CELL_SECONDS,
        record_timing=False,
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(notebook.resolve().parent)}},
    )
    client.create_kernel_manager().kernel_spec_manager = KernelSpecManager(kernel_dirs=[])
    client.on_cell_start = lambda cell, cell_index: at.__setitem__(0, cell_index)
    environment = {**os.environ, ENVIRONMENT_PATH: str(Path(dataset).resolve()), "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    try:
        client.execute(env=environment)
    except CellExecutionError as error:
        raise _failed(notebook, nb, at[0], f"{error.ename}: {error.evalue}") from error
    except CellTimeoutError as error:
        raise _failed(notebook, nb, at[0], f"still running after {CELL_SECONDS} seconds") from error
    except DeadKernelError as error:
        raise _failed(notebook, nb, at[0], "the kernel died; the machine may have run out of memory") from error
    _same_on_every_machine(nb)
    write_whole(copy, nbformat.writes(nb, version=4) + "\n")
    return copy


def _failed(notebook: Path, nb: nbformat.NotebookNode, index: int, error: str) -> NotebookFailed:
    return NotebookFailed(notebook, index + 1, nb.cells[index].source if nb.cells else "", error)


def _same_on_every_machine(nb: nbformat.NotebookNode) -> None:
    """Takes out what a machine or a run adds: versions, times, the ids of display areas."""
    nb.metadata = nbformat.from_dict(
        {
            "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }
    )
    for cell in nb.cells:
        cell.metadata = nbformat.from_dict({key: value for key, value in cell.metadata.items() if key == "tags"})
        for output in cell.get("outputs", ()):
            output.pop("transient", None)
