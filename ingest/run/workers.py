"""Worker processes, and what becomes of the work when one dies: killed for want of memory, by a fault in a C library,
by a hand, or by the clock that every page runs against.

A job runs in this process, in a thread of its own, and has its worker do the heavy parts: ``worker.call(function, …)``.
A death is an exception there (:class:`WorkerDied`), and the next call has a new process. So each job decides itself
what to try again, and no other job notices.
"""

from __future__ import annotations

import ctypes
import gc
import logging
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from datetime import timedelta
from multiprocessing import Pipe, current_process, get_context, parent_process
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, Protocol, Self, TypeVar, cast

from ingest.errors import IngestError

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext

P = ParamSpec("P")
T = TypeVar("T")

_SLOW = 10
"""So many times its bound of CPU time may a page take by the clock: on a crowded machine it waits for its turn."""

_IDLE = 0.2
"""Seconds without work after which a worker gives back the memory that it does not use."""

_DYING = 10.0
"""Seconds a process may take to end after it has closed its pipe."""

log = logging.getLogger(__name__)

_children = threading.Lock()
"""multiprocessing looks after all children whenever one is started: not while a thread learns how its own ended."""


class WorkerDied(Exception):
    """What was called did not come back. Says how the process ended."""


def worker_died() -> IngestError:
    """What a run ends with when its work cannot be done at all."""
    return IngestError(
        "A worker process died, probably for want of memory. What was fetched is archived: run the same command again,"
        " with fewer --workers."
    )


def _unguarded() -> IngestError:
    return IngestError(
        "No worker process can be started. A script that crawls needs the guard"
        ' if __name__ == "__main__": around its start, or workers=0.'
    )


def leave_if_started_anew() -> None:
    """End this process where it is a worker that runs its parent's script anew, which would go on for ever. Without a
    word: the parent, whose worker does not come, says what is wrong."""
    if getattr(current_process(), "_inheriting", False):
        raise SystemExit(1)


class Worker(Protocol):
    """Does what it is told, one thing at a time."""

    def call(self, function: Callable[..., T], *args: Any) -> T:
        """What the function returns or raises. Raises :class:`WorkerDied`."""

    def stream(self, function: Callable[..., Iterator[T]], *args: Any) -> Iterator[T]:
        """What the function yields, as it comes. Raises :class:`WorkerDied`."""


def surely(worker: Worker, function: Callable[..., T], *args: Any) -> T:
    """The result of something that does not depend on one page: tried twice, then the run ends."""
    try:
        return worker.call(function, *args)
    except WorkerDied as death:
        log.warning("a worker process %s and is replaced", death)
    try:
        return worker.call(function, *args)
    except WorkerDied as death:
        raise worker_died() from death


class _GivenUp(BaseException):
    """The run was broken off, and the process with it: nothing is to be tried again."""


class _Here:
    """This process: nothing is told apart from it, and nothing held off."""

    def call(self, function: Callable[..., T], *args: Any) -> T:
        return function(*args)

    def stream(self, function: Callable[..., Iterator[T]], *args: Any) -> Iterator[T]:
        return function(*args)

    def give_up(self) -> None:
        pass

    def close(self) -> None:
        pass


class _Process:
    """A process that shares nothing with this one: a fork of a process with threads and sockets can hang."""

    def __init__(self) -> None:
        self._process: BaseProcess | None = None
        self._pipe: Connection[Any, Any] | None = None
        self._given_up = False

    def call(self, function: Callable[..., T], *args: Any) -> T:
        (result,) = self._answers(function, args)
        return cast(T, result)

    def stream(self, function: Callable[..., Iterator[T]], *args: Any) -> Iterator[T]:
        for part in self._answers(_parts, (function, *args)):
            yield cast(T, part)

    def start(self) -> None:
        """Have a process ready. Raises :class:`IngestError` where none can be had."""
        if self._is_alive():
            return
        self.close()
        here, there = Pipe()
        process = _new_process(there)
        try:
            with _children:
                process.start()
            there.close()
            self._process, self._pipe = process, here
            here.recv()
        except (EOFError, OSError) as error:
            raise _unguarded() from error

    def give_up(self) -> None:
        """Kill the process, from another thread: whoever waits for its answer need not wait any longer."""
        self._given_up = True
        if (process := self._process) is not None:
            process.kill()

    def close(self) -> None:
        if self._pipe is not None:
            self._pipe.close()  # which ends the process
        if self._process is not None:
            self._process.join()
        self._process = self._pipe = None

    def _is_alive(self) -> bool:
        with _children:
            return self._process is not None and self._process.is_alive()

    def _answers(self, function: Callable[..., Any], args: tuple[Any, ...]) -> Iterator[Any]:
        self._send((function, args))
        kind = ""
        try:
            while kind not in ("end", "error"):
                kind, value = self._receive()
                if kind == "part":
                    yield value
            if kind == "error":
                raise value
        finally:
            if kind == "part":  # whoever listened has left: what else comes is not for the next one
                self._end()

    def _send(self, task: Any) -> None:
        """Have a task begun. A process that does not begin it died while it had nothing to do: another one does."""
        for _ in range(2):
            if self._given_up:
                raise _GivenUp
            self.start()
            assert self._pipe is not None
            try:
                self._pipe.send(task)
                self._pipe.recv()
            except (EOFError, ConnectionError):
                self._end()
            else:
                return
        raise WorkerDied("ended before it began")

    def _receive(self) -> tuple[str, Any]:
        assert self._pipe is not None
        try:
            kind, value = self._pipe.recv()
        except (EOFError, ConnectionError) as error:
            if self._given_up:
                raise _GivenUp from error
            raise WorkerDied(self._words_of_death()) from error
        return kind, value

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
        self.close()

    def _words_of_death(self) -> str:
        assert self._process is not None
        with _children:
            self._process.join(_DYING)
            if self._process.is_alive():
                self._process.kill()
                self._process.join()
        code = self._process.exitcode or 0
        if code >= 0:
            return f"ended with exit code {code}"
        name = signal.Signals(-code).name
        if name in ("SIGPROF", "SIGALRM"):
            return "took too long and was ended"
        return f"was killed ({name})" + (", probably for want of memory" if name == "SIGKILL" else "")


def _new_process(pipe: Connection[Any, Any]) -> BaseProcess:
    if os.name != "posix":
        return get_context("spawn").Process(target=_serve, args=(pipe,), daemon=True)
    return _fork_server().Process(target=_serve, args=(pipe,), daemon=True)


def get_ready(workers: int | None) -> None:
    """Have the fork server load what so many workers need (None: as many as there are cores), while this process loads
    its own. To be called first: it takes a second. What goes wrong is told when there is work."""
    if workers != 0 and os.name == "posix":
        from multiprocessing.forkserver import ensure_running

        _fork_server()
        with suppress(OSError):
            ensure_running()


def _fork_server() -> ForkServerContext:
    """The parser is loaded once, and its memory shared."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["__main__", "ingest.run.loaded"])
    return context


class _Task(Generic[T]):
    def __init__(self, job: Callable[..., T], args: tuple[Any, ...]) -> None:
        self.future: Future[T] = Future()
        self._job, self._args = job, args

    def run(self, worker: Worker) -> None:
        if self.future.set_running_or_notify_cancel():
            try:
                self.future.set_result(self._job(worker, *self._args))
            except BaseException as error:
                self.future.set_exception(error)


class Workers:
    """So many worker processes, started at once; with none, jobs run in a thread of this process.

    Leaving the context ends them: in good order when their work is done, without waiting for more after an error, and
    at once when the run is broken off (a second Ctrl-C).
    """

    def __init__(self, count: int) -> None:
        if count:
            leave_if_started_anew()
        self._tasks: SimpleQueue[_Task[Any] | None] = SimpleQueue()
        self._workers = [_Process() if count else _Here() for _ in range(max(1, count))]
        self._threads = [threading.Thread(target=self._work, args=(one,), daemon=True) for one in self._workers]
        for thread in self._threads:
            thread.start()

    def submit(self, job: Callable[Concatenate[Worker, P], T], *args: P.args, **named: P.kwargs) -> Future[T]:
        """Have a job done: it is given its worker before its other arguments."""
        assert not named
        task = _Task(job, args)
        self._tasks.put(task)
        return task.future

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self._cancel_waiting()
        for _ in self._threads:
            self._tasks.put(None)
        if error is not None and not isinstance(error, Exception):
            for worker in self._workers:
                worker.give_up()
        for thread in self._threads:
            thread.join()

    def _cancel_waiting(self) -> None:
        while True:
            try:
                task = self._tasks.get_nowait()
            except Empty:
                return
            if task is not None:
                task.future.cancel()

    def _work(self, worker: _Process | _Here) -> None:
        try:
            if isinstance(worker, _Process):
                _try_to_start(worker)
            while (task := self._tasks.get()) is not None:
                task.run(worker)
                del task
        finally:
            worker.close()


def _try_to_start(worker: _Process) -> None:
    """While this process discovers; what goes wrong is told when there is work."""
    try:
        worker.start()
    except (IngestError, OSError):
        worker.close()


# --- in the worker ---------------------------------------------------------------------------------------------------
_is_worker = False


def _serve(pipe: Connection[Any, Any]) -> None:
    """Ctrl-C is for the parent, which ends its workers in good order; a worker whose parent was killed ends as well."""
    global _is_worker
    _is_worker = True
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    pipe.send("ready")
    before: Callable[..., Any] | None = None
    while True:
        try:
            if not pipe.poll(_IDLE):
                _give_back_memory()
            function, args = pipe.recv()
        except (EOFError, ConnectionError):
            return
        pipe.send("begun")
        if before not in (None, function):  # what reading took, writing cannot have
            _give_back_memory()
        _answer(pipe, function, args)
        before, function, args = function, None, None


def _give_back_memory() -> None:
    """What was freed goes back to the system; allocators keep it otherwise, some hundred megabytes after a segment. The
    model that tells languages goes as well: texts in French never ask it, and whoever does loads it anew."""
    if language := sys.modules.get("ingest.parsers.language"):
        language.model.cache_clear()
    gc.collect()
    if pyarrow := sys.modules.get("pyarrow"):
        pyarrow.default_memory_pool().release_unused()
    if sys.platform == "linux":
        with suppress(AttributeError):  # musl has no such function
            ctypes.CDLL(None).malloc_trim(0)


def _answer(pipe: Connection[Any, Any], function: Callable[..., Any], args: tuple[Any, ...]) -> None:
    try:
        if function is _parts:
            for part in args[0](*args[1:]):
                pipe.send(("part", part))
        else:
            pipe.send(("part", function(*args)))
    except Exception as error:
        error.add_note(traceback.format_exc())
        pipe.send(("error", error))
    else:
        pipe.send(("end", None))


def _parts() -> None:
    """Stands for «call the function that follows, and send what it yields»."""


def _end_with(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


@contextmanager
def at_most(bound: timedelta) -> Iterator[None]:
    """In a worker: the kernel ends the process where the block takes longer, even in the midst of a C library."""
    if not _is_worker or not hasattr(signal, "setitimer"):  # Windows has no such clock
        yield
        return
    seconds = bound.total_seconds()
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, seconds * _SLOW)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
