"""Runs a reader in a process of its own, so that native code that crashes, hangs or eats memory costs one file only.

The process is kept for the next file. It is a plain child, not one of `multiprocessing`, so that scripts without a
__main__ guard and notebooks on Windows work. Requests and answers are pickles with their length before them.
"""

from __future__ import annotations

import atexit
import os
import pickle
import queue
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO

from toolkit.reading.document import Document, UnreadableFile

# A report takes a tenth of a second, a volume of a hundred reports ten.
SECONDS = 60.0
# A child whose parent is gone ends itself this much later.
GRACE = 30.0
# The threads of a child that is gone end at once, unless something that it started has its pipes.
ENDS_WITHIN = 2.0
# Address space of the child, where the system can limit it.
MEMORY = 2 << 30
_LENGTH = struct.Struct("<Q")
# The message of a child that goes on with a long piece of work.
ALIVE = b""


_listeners: list[Callable[[], object]] = []


@contextmanager
def heard_by(listener: Callable[[], object]) -> Iterator[None]:
    """Calls a function whenever a child says that it goes on with its work, while the context is open."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)


def call(module: str, data: bytes, source: str) -> Document:
    """What `read(data, source)` of a module, named by its path, returns in a process apart.

    Raises UnreadableFile where that does, and where it takes more than SECONDS without a sign that it goes on, runs out of
    memory or crashes; any other exception comes back as it is. Calls from several threads wait for one another.
    """
    return _home.call(module, data, source)


class _Child:
    """A running child process; its answers are taken by a thread, so that waiting for them can end."""

    def __init__(self) -> None:
        root = str(Path(__file__).resolve().parents[3])
        paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", __name__],
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self.answers: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self.threads: list[threading.Thread] = []
        self._begin(self._listen)

    def _begin(self, work: Callable[..., None], *given: object) -> None:
        self.threads = [thread for thread in self.threads if thread.is_alive()]
        self.threads.append(threading.Thread(target=work, args=given, daemon=True))
        self.threads[-1].start()

    def _listen(self) -> None:
        while (message := _receive(self.process.stdout)) is not None:
            self.answers.put(message)
        self.answers.put(None)

    def ask(self, request: bytes, seconds: float) -> bytes | None:
        """The answer to a request, None where the child ended without one. Raises queue.Empty when it takes too long."""
        # A child that reads its request too slowly hangs as much as one that answers too slowly.
        self._begin(self._send, request)
        return self.next(seconds)

    def next(self, seconds: float) -> bytes | None:
        """The next message of the child, as `ask` returns it."""
        return self.answers.get(timeout=seconds)

    def _send(self, request: bytes) -> None:
        try:
            _write(self.process.stdin, request)
        except (OSError, ValueError):
            pass  # The child is gone; `_listen` says so.

    def end(self) -> None:
        """Ends the process and closes its pipes."""
        self.process.kill()
        self.process.wait()
        # A thread that is about to read a pipe that is closed would read that of the next child, which has its number.
        for thread in self.threads:
            thread.join(ENDS_WITHIN)
        if any(thread.is_alive() for thread in self.threads):
            return
        for pipe in (self.process.stdin, self.process.stdout):
            try:
                pipe.close()
            except OSError:
                pass  # Bytes that the dead child never took.


class _Home:
    """Keeps one child, starts another when it is gone, and lets one caller in at a time."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Leaves the child to the process that started it: after a fork it is not ours."""
        self.child: _Child | None = None
        self.lock = threading.Lock()

    def end(self) -> None:
        """Ends the child, if there is one."""
        child, self.child = self.child, None
        if child:
            child.end()

    def call(self, module: str, data: bytes, source: str) -> Document:
        seconds = SECONDS
        request = pickle.dumps((module, data, source, seconds), protocol=pickle.HIGHEST_PROTOCOL)
        with self.lock:
            # A child that was ended from outside since its last answer is no fault of this file.
            if self.child and self.child.process.poll() is not None:
                self.end()
            self.child = self.child or _Child()
            try:
                answer = self.child.ask(request, seconds)
                while answer == ALIVE:
                    for listener in _listeners:
                        listener()
                    answer = self.child.next(seconds)
            except queue.Empty:
                self.end()
                raise UnreadableFile(
                    f"reading it took longer than {seconds:g} s and was given up: print it to a new PDF, or split it"
                ) from None
            except BaseException:
                # Interrupted: the answer to come would be taken for the next file's.
                self.end()
                raise
            if answer is None:
                code = self.child.process.wait()
                self.end()
                raise UnreadableFile(
                    f"the library that reads this format crashed on the file or ran out of memory (exit status {code}): "
                    "print it to a new PDF, or get the file again from where it came from"
                )
        done, result = pickle.loads(answer)
        if done:
            return result
        raise result


_home = _Home()
atexit.register(_home.end)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_home.forget)


def _write(pipe: BinaryIO, message: bytes) -> None:
    for part in (_LENGTH.pack(len(message)), message):
        view = memoryview(part)
        while view:
            view = view[pipe.write(view) :]


def _receive(pipe: BinaryIO) -> bytes | None:
    """The next message of a pipe, None where it ends."""
    head = _read(pipe, _LENGTH.size)
    return _read(pipe, _LENGTH.unpack(head)[0]) if head else None


def _read(pipe: BinaryIO, length: int) -> bytes | None:
    parts, left = [], length
    while left:
        try:
            part = pipe.read(min(left, 1 << 20))
        except (OSError, ValueError):
            return None  # Closed by `end`.
        if not part:
            return None
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


# --- in the child ------------------------------------------------------------------------------------------------


def _serve() -> None:
    """Answers requests until the parent closes the pipe."""
    answers = _private_stdout()
    _serving.append(answers)
    requests = os.fdopen(os.dup(0), "rb", buffering=0)
    _limit_memory()
    while (request := _receive(requests)) is not None:
        _write(answers, _answer(request))


def _private_stdout() -> BinaryIO:
    """The pipe to the parent, for our use only: what native code prints goes to stderr."""
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    return answers


def _answer(request: bytes) -> bytes:
    module, data, source, seconds = pickle.loads(request)
    # Native code lets other threads run, so this ends the process even where PDFium goes round in circles.
    _watch(seconds + GRACE)
    answer: tuple[bool, Any]
    try:
        answer = True, import_module(module).read(data, source)
    except MemoryError:
        answer = (
            False,
            UnreadableFile("reading it needs too much memory: split the file, or take out what is no report"),
        )
    except Exception as error:
        answer = False, error
    finally:
        _watch(0)
    return pickle.dumps(answer, protocol=pickle.HIGHEST_PROTOCOL)


def alive() -> None:
    """Says that a long piece of work goes on, as after each page of a scan; where nobody waits for it, nothing."""
    if _serving:
        _write(_serving[0], ALIVE)
        _watch(SECONDS + GRACE)


_serving: list[BinaryIO] = []
_watchdogs: list[threading.Timer] = []


def _watch(seconds: float) -> None:
    """Ends this process after so many seconds, unless it is called again before that; 0 for never."""
    while _watchdogs:
        _watchdogs.pop().cancel()
    if seconds:
        _watchdogs.append(threading.Timer(seconds, os._exit, (3,)))
        _watchdogs[0].daemon = True
        _watchdogs[0].start()


def _limit_memory() -> None:
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    except (ImportError, OSError, ValueError):
        pass  # Windows has no such limit, and macOS may refuse it; the time limit still holds.


if __name__ == "__main__":
    # Readers know this module by its name, and say `alive` to the one that serves.
    import_module("toolkit.reading.readers.apart")._serve()
