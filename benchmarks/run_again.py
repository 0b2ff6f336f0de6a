"""`toolkit run` on the shipped digests, and the same again with nothing changed: what the second takes of the first.

    python benchmarks/run_again.py

Both are run in this process, so that the start of Python and the loading of libraries are in neither. The second must leave
every byte as it was.
"""

from __future__ import annotations

import shutil
import time
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from toolkit.cli import main as toolkit

ROOT = Path(__file__).parents[1]


def timed(*arguments: str) -> float:
    """Seconds that a command takes."""
    start = time.perf_counter()
    with redirect_stdout(StringIO()):
        assert toolkit(arguments) == 0
    return time.perf_counter() - start


def contents(folder: Path) -> dict[Path, bytes]:
    """Every file below a folder."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def main() -> None:
    """Prints both times and their ratio."""
    with TemporaryDirectory() as temporary:
        raw, out = Path(temporary, "raw"), Path(temporary, "processed")
        shutil.copytree(ROOT / "data/raw/digests", raw)
        command = ("run", str(raw), str(out), "--notebooks", str(ROOT / "notebooks"))
        timed("build", str(raw), str(Path(temporary, "warm")))
        first = timed(*command)
        before = contents(out)
        second = timed(*command)
        assert contents(out) == before, "the second run wrote other bytes"
    print(f"first {first:.2f} s, second {second:.2f} s: {second / first:.4f} of it, every byte the same")


if __name__ == "__main__":
    main()
