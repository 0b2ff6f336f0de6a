"""Reading in a process of its own: what crashes, hangs, prints or forks there costs one file, and no more."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest
from pdf_making import Pdf, form, show, table

from toolkit.reading.document import Document, UnreadableFile
from toolkit.reading.readers import apart, pdf

TABLE = Pdf([table([100, 200, 300], [700, 680, 660], [["甲", "12"], ["乙", "3"]])]).data()
# Readers that go wrong in every way; the child finds them by their module's name.
READERS = """
import os, time
from toolkit.reading.document import Document, UnreadableFile

def read(data, source):
    what = data.decode()
    if what == "refuse":
        raise UnreadableFile("this is refused, and why")
    if what == "fail":
        raise KeyError("a mistake of ours")
    if what == "print":
        os.write(1, b"noise of native code" * 1000)
        print("noise of Python", flush=True)
    if what == "crash":
        os._exit(7)
    if what == "hang":
        time.sleep(600)
    if what == "eat":
        eaten = bytearray(64 << 30)
    return Document(source, (), str(os.getpid()))
"""


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """`call(what)` lets a reader go wrong in a child of its own; `.home` is what keeps the child."""
    (tmp_path / "strange_readers.py").write_text(READERS, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    home = apart._Home()
    monkeypatch.setattr(apart, "_home", home)
    yield lambda what: apart.call("strange_readers", what.encode(), "example")
    home.end()


def test_a_pdf_is_read_in_another_process_that_is_kept(call) -> None:
    first, second = call("ok"), call("ok")
    assert first.format == second.format != str(os.getpid())
    assert first.source == "example"


def test_the_document_comes_back_whole() -> None:
    document = pdf.read(TABLE, "example.pdf")
    assert isinstance(document, Document)
    assert [[cell.text for cell in line.cells] for line in document.lines] == [["甲", "12"], ["乙", "3"]]


def test_a_reason_comes_back_as_it_is(call) -> None:
    with pytest.raises(UnreadableFile, match="^this is refused, and why$"):
        call("refuse")
    child = call("ok").format
    with pytest.raises(KeyError, match="a mistake of ours"):
        call("fail")
    assert call("ok").format == child


def test_what_is_printed_there_does_no_harm(call) -> None:
    assert call("print").source == "example"
    assert call("ok").source == "example"


def test_a_crash_is_told_and_the_next_file_is_read(call) -> None:
    child = call("ok").format
    with pytest.raises(UnreadableFile, match="crashed on the file or ran out of memory .exit status 7"):
        call("crash")
    assert call("ok").format != child


def test_a_hang_is_ended_and_the_next_file_is_read(call, monkeypatch: pytest.MonkeyPatch) -> None:
    call("ok")
    monkeypatch.setattr(apart, "SECONDS", 0.5)
    start = time.monotonic()
    with pytest.raises(UnreadableFile, match="took longer than 0.5 s"):
        call("hang")
    assert time.monotonic() - start < 5
    monkeypatch.setattr(apart, "SECONDS", 60.0)
    assert call("ok").source == "example"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux limits the memory of a process")
def test_memory_is_limited(call) -> None:
    with pytest.raises(UnreadableFile, match="too much memory"):
        call("eat")
    assert call("ok").source == "example"


def test_a_child_that_was_ended_from_outside_is_replaced(call) -> None:
    call("ok")
    apart._home.child.process.kill()
    apart._home.child.process.wait()
    assert call("ok").source == "example"


def test_threads_wait_for_one_another(call) -> None:
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(call("ok").format)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(found) == 8
    assert len(set(found)) == 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="only POSIX forks")
def test_after_a_fork_the_child_is_left_to_its_parent(call) -> None:
    child = call("ok").format
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        # The home of the fixture isn't the one that is registered.
        apart._home.forget()
        os.write(writing, call("ok").format.encode())
        apart._home.end()
        os._exit(0)
    os.waitpid(pid, 0)
    os.close(writing)
    assert os.read(reading, 100).decode() not in ("", child)
    os.close(reading)
    assert call("ok").format == child


def test_a_script_without_a_guard_reads_and_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "example.pdf").write_bytes(TABLE)
    # Modules beside the script must not take the place of the library's.
    (tmp_path / "pickle.py").write_text("raise ImportError", encoding="utf-8")
    (tmp_path / "struct.py").write_text("raise ImportError", encoding="utf-8")
    script = """
        import sys
        sys.path.pop(0)
        from toolkit.reading.readers import apart, pdf
        print(len(pdf.read(open("example.pdf", "rb").read(), "example").lines), apart._home.child.process.pid)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], cwd=tmp_path, capture_output=True, text=True, timeout=60
    )
    assert not done.stderr
    lines, pid = done.stdout.split()
    assert lines == "2"
    assert not _runs(int(pid))


@pytest.mark.skipif(os.name == "nt", reason="kill -9 as POSIX has it")
def test_the_child_ends_by_itself_when_its_parent_is_killed() -> None:
    script = """
        import os, signal
        from toolkit.reading.readers import apart
        try:
            apart.call("no_such_module", b"", "example")
        except ModuleNotFoundError:
            print(apart._home.child.process.pid, flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, timeout=60)
    pid = int(done.stdout)
    for _ in range(50):
        if not _runs(pid):
            return
        time.sleep(0.1)
    raise AssertionError("the child still runs")


def _runs(pid: int) -> bool:
    """Whether a process runs; one that ended but was not yet asked for its status doesn't."""
    status = Path(f"/proc/{pid}/stat")
    if Path("/proc/self").exists():
        return status.exists() and status.read_text().rsplit(")", 1)[1].split()[0] != "Z"
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


def test_a_pdf_that_blows_up_in_pdfium_costs_one_file(call, monkeypatch: pytest.MonkeyPatch) -> None:
    # Forms that draw each other twice: PDFium follows them without end.
    forms = {"X1": form("\n/X2 Do /X1 Do\n"), "X2": form("\n/X1 Do\n")}
    monkeypatch.setattr(apart, "SECONDS", 2.0)
    with pytest.raises(UnreadableFile, match="took longer than 2 s|crashed"):
        pdf.read(Pdf(["\n/X1 Do\n" + show(100, 700, "文字")], forms=forms).data(), "bomb.pdf")
    monkeypatch.setattr(apart, "SECONDS", 60.0)
    assert len(pdf.read(TABLE, "example.pdf").lines) == 2


def test_starting_is_quick_and_brings_no_heavy_packages() -> None:
    script = "import sys, toolkit.reading.readers.pdf.pages; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert not {"pandas", "numpy", "jieba", "pyarrow"} & set(done.stdout.split())


def test_a_child_that_is_ended_at_once_takes_nothing_of_the_next(call, monkeypatch: pytest.MonkeyPatch) -> None:
    """The thread that listens to a child may just be about to read when the child ends and another has its pipe's number."""
    receive = apart._receive

    def slowly(pipe: object) -> bytes | None:
        number = pipe.fileno()
        time.sleep(0.3)
        # What was to be read is read, whoever the number belongs to by now.
        with os.fdopen(number, "rb", buffering=0, closefd=False) as same:
            return receive(same)

    monkeypatch.setattr(apart, "_receive", slowly)
    monkeypatch.setattr(apart, "SECONDS", 20.0)
    for _ in range(2):
        assert call("ok").source == "example"
        apart._home.end()
