"""Who does the work of a build: processes of this machine, a Dask cluster, or this process itself.

The scheduling is loky's or Dask's. What is added here: only so many tasks are under way that memory stays bounded, and a task
that costs the process that does it (it crashes, or is ended because it takes too long) is taken apart until what is to blame
is found; that is given up, and everything else is done.
"""

from __future__ import annotations

import gc
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import psutil

if TYPE_CHECKING:
    from distributed import Client

    from toolkit.dataset.work import Limit

TRIES = 2
"""How often a single file or agency is tried by itself, after it was among those with which a process was lost."""
TASKS_EACH = 3
"""Tasks under way for each process: one that is done, one that waits, one whose result is on its way."""
IDLE_SECONDS = 60
_LOOK_SECONDS = 0.5
# A report needs a hundredth of it; a file that takes more costs itself only.
MEMORY = 3 << 30


class Work(Protocol):
    """What is to be done, and the smaller pieces of which it consists."""

    @property
    def limit(self) -> Limit: ...

    def parts(self) -> list[Any]: ...


T = TypeVar("T", bound=Work)


@dataclass(frozen=True)
class Lost:
    """In place of a result: why a piece of work was given up."""

    reason: str


class Workers(Protocol):
    """Who does the work; `count` is how many tasks are done at the same moment."""

    count: int

    def expect(self, tasks: int) -> None:
        """Called before so many tasks come."""

    def executor(self) -> Executor:
        """What takes tasks; another one after `renew`."""

    def lost(self, error: Exception) -> bool:
        """Whether an error means that a process was lost over the task."""

    def renew(self) -> None:
        """Called after a process was lost: what follows is done by others."""

    def stop(self) -> None:
        """Ends what is under way, as far as that is possible."""


def processors() -> int:
    """How many processors this process may use. Source: loky, cpu_count, which knows of containers too."""
    from loky import cpu_count

    return int(cpu_count())


class Processes:
    """So many processes of this machine. They are kept for the next build for a minute, and need no __main__ guard in a script.

    Source: loky, get_reusable_executor.
    """

    def __init__(self, most: int) -> None:
        self._most, self.count = most, 1
        self._executor: Executor | None = None

    def expect(self, tasks: int) -> None:
        """No more processes are started than there are tasks."""
        self.count = max(self.count, min(self._most, tasks))

    def executor(self) -> Executor:
        from loky import get_reusable_executor

        # Workers see the environment as it was when they were started.
        seen = {name: value for name, value in os.environ.items() if name.startswith("TOOLKIT_") or name == "PATH"}
        executor = get_reusable_executor(self.count, timeout=IDLE_SECONDS, initializer=_begin, env=seen)
        self._executor, _kept[:] = executor, [executor]
        return executor

    def lost(self, error: Exception) -> bool:
        return isinstance(error, BrokenExecutor)

    def renew(self) -> None:
        self.stop()

    def stop(self) -> None:
        # Not `end_processes`: what is kept may be of a build in another thread, as loky has an executor for each.
        if self._executor:
            self._executor.shutdown(wait=True, kill_workers=True)  # type: ignore[call-arg]


_kept: list[Executor] = []


def end_processes() -> None:
    """Ends the processes that wait for the next build: a command that is done need not wait for them."""
    while _kept:
        _kept.pop().shutdown(wait=True, kill_workers=True)  # type: ignore[call-arg]


def _begin() -> None:
    """The beginning of a process: Ctrl-C is for the one that builds, and memory is bounded where the system can do that."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Each process has a processor of its own; text recognition would else take them all.
    os.environ.setdefault("TOOLKIT_OCR_THREADS", "1")
    # Tasks are small and leave few cycles behind: looking for these often costs a tenth of the time.
    gc.freeze()
    gc.set_threshold(200_000, 20, 100)
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    except (ImportError, OSError, ValueError):
        pass  # Windows has no such limit, and macOS may refuse it.


def _end_with(builder: int) -> None:
    """Ends this process soon after the one that builds was killed: nobody waits for what it does."""
    while psutil.pid_exists(builder) and os.getppid() in (builder, 0):
        time.sleep(_LOOK_SECONDS)
    os._exit(1)


class Cluster:
    """The workers of a Dask cluster: `client` is a distributed.Client, or the address of a scheduler.

    Raises ImportError, with what to install, without the extra `cluster`; OSError where no scheduler answers.
    """

    def __init__(self, client: Client | str) -> None:
        try:
            from distributed import Client
        except ImportError as error:
            raise ImportError(
                f'a Dask scheduler is used with dask.distributed ({error}); pip install "openness-toolkit[cluster]"'
            ) from error
        self._own = isinstance(client, str)
        self.client = Client(client) if isinstance(client, str) else client
        self.count = max(1, sum(self.client.nthreads().values()))
        self._executor = self.client.get_executor(pure=False)

    def expect(self, tasks: int) -> None:
        """The cluster is as large as it is."""

    def executor(self) -> Executor:
        return self._executor

    def lost(self, error: Exception) -> bool:
        from distributed import KilledWorker

        return isinstance(error, KilledWorker)

    def renew(self) -> None:
        """The scheduler has others."""

    def stop(self) -> None:
        self._executor.shutdown(wait=False)

    def leave(self) -> None:
        """Ends the connection, if it was made here."""
        if self._own:
            self.client.close()


def done(tasks: Iterable[T], work: Callable[[T], Any], workers: Workers | None) -> Iterator[tuple[T, Any]]:
    """Tasks with their results as they come, not in order; in place of a result `Lost` for a part that was given up.

    Without workers this process does it, in order, and nothing protects it. An error of the work itself is raised.
    """
    if workers is None:
        for task in tasks:
            yield task, work(task)
        return
    waiting, running = iter(tasks), dict[Future[Any], T]()
    try:
        while True:
            running |= _submitted(waiting, work, workers, workers.count * TASKS_EACH - len(running))
            if not running:
                return
            results, suspects = _finished(running, workers)
            yield from results
            for task in suspects:
                yield from _apart(task, work, workers)
    except BaseException:
        workers.stop()
        raise


def _submitted(waiting: Iterator[T], work: Callable[[T], Any], workers: Workers, room: int) -> dict[Future[Any], T]:
    found = {}
    for task in _first(waiting, room):
        found[_submit(task, work, workers)] = task
    return found


def _first(waiting: Iterator[T], count: int) -> Iterator[T]:
    for _ in range(count):
        try:
            yield next(waiting)
        except StopIteration:
            return


def _submit(task: T, work: Callable[[T], Any], workers: Workers) -> Future[Any]:
    try:
        return workers.executor().submit(work, task)
    except BrokenExecutor as error:
        # A process was lost since: the task is done again with those that were under way.
        failed: Future[Any] = Future()
        failed.set_exception(error)
        return failed


def _finished(running: dict[Future[Any], T], workers: Workers) -> tuple[list[tuple[T, Any]], list[T]]:
    """Takes from what runs what is done: tasks with results, and those with which a process was lost."""
    results, suspects = [], []
    ended = wait(running, return_when=FIRST_COMPLETED).done
    if any((e := future.exception()) and isinstance(e, BrokenExecutor) for future in ended):
        # With one process all that was under way is lost.
        ended = wait(running).done
    for future in ended:
        task, error = running.pop(future), future.exception()
        if error is None:
            results.append((task, future.result()))
        elif workers.lost(error):
            suspects.append(task)
        else:
            raise error
    if suspects:
        workers.renew()
    return results, suspects


def _apart(task: T, work: Callable[[T], Any], workers: Workers) -> Iterator[tuple[T, Any]]:
    """The parts of a task one after another, so that it is known over which one a process is lost."""
    for part in task.parts():
        yield part, _alone(part, work, workers)


def _alone(part: T, work: Callable[[T], Any], workers: Workers) -> Any:
    for _ in range(TRIES):
        start = time.monotonic()
        future = _submit(part, work, workers)
        error = future.exception()
        if error is None:
            return future.result()
        if not workers.lost(error):
            raise error
        workers.renew()
        seconds = part.limit.seconds
        if seconds and time.monotonic() - start >= seconds:
            return Lost(f"it took longer than {seconds:g} s, twice")
    return Lost(f"the process that did it crashed or ran out of memory, {TRIES + 1} times")
