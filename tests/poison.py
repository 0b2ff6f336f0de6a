"""Code that makes chosen files crash or hang whatever process reads them, in all processes of a build that a test starts."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
_CODE = '''
import os, re, signal, sys
if any(name in " ".join(sys.orig_argv) for name in ("toolkit", "loky", "multiprocessing")):
    import toolkit.checks.together as together
    import toolkit.dataset.making as making
    import toolkit.dataset.work as work
    making.FILE_SECONDS = 4.0
    read, check = work.read_safely, work.check_together

    def harm(name):
        if "crash" in name:
            os.kill(os.getpid(), signal.SIGKILL)
        if "hang" in name:
            re.match("(a+)+$", "a" * 60 + "b")

    def read_safely(path, source=None):
        harm(str(source))
        return read(path, source)

    def check_together(reports):
        for one in reports:
            if "weighty" in one.report.source and one.report.status != "failed":
                harm("crash")
        return check(reports)

    work.read_safely, work.check_together = read_safely, check_together
'''


def build(raw: Path, out: Path, folder: Path, *options: str) -> str:
    """`toolkit build` in which reading a file named crash… kills the process, and one named hang… never ends; checking the
    report of a file named weighty… kills it too. What it printed.
    """
    (folder / "sitecustomize.py").write_text(_CODE, encoding="utf-8")
    paths = os.pathsep.join([str(folder), str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    done = subprocess.run(
        [sys.executable, "-m", "toolkit", "build", str(raw), str(out), *options],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
