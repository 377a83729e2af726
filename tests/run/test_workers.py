"""Parser processes: they outlive a Ctrl-C meant for their parent, and never outlive the parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile

import pytest

from ingest.run.workers import Worker, WorkerDied, Workers, at_most, surely


def _linger(bound: timedelta) -> None:
    with at_most(bound):
        time.sleep(60)


def _pid(worker: Worker) -> int:
    return worker.call(os.getpid)


def test_a_worker_leaves_ctrl_c_to_its_parent() -> None:
    """A terminal sends SIGINT to the whole group; a worker that died of it would cost the parent its rows."""
    with Workers(1) as pool:
        worker = pool.submit(_pid).result(timeout=60)
        os.kill(worker, signal.SIGINT)
        assert pool.submit(_pid).result(timeout=60) == worker


def test_a_worker_that_was_killed_while_idle_is_replaced() -> None:
    """Nothing was lost with it, and nobody is told."""
    with Workers(1) as pool:
        first = pool.submit(_pid).result(timeout=60)
        os.kill(first, signal.SIGKILL)
        while _runs(first):
            time.sleep(0.01)
        assert pool.submit(_pid).result(timeout=60) != first


def test_a_worker_that_waits_for_ever_is_ended() -> None:
    """The bound of a page holds by the clock as well, where no CPU time passes."""
    with pytest.raises(WorkerDied, match="too long"), Workers(1) as pool:
        pool.submit(lambda worker: worker.call(_linger, timedelta(seconds=0.02))).result(timeout=60)


def _broken_off() -> Future[None]:
    """A run that is interrupted while its worker is at work; that work."""
    with suppress(KeyboardInterrupt), Workers(1) as pool:
        work = pool.submit(lambda worker: surely(worker, time.sleep, 60))
        while not work.running():
            time.sleep(0.01)
        raise KeyboardInterrupt
    return work


def test_a_run_that_is_broken_off_waits_for_nobody() -> None:
    """The second Ctrl-C ends it at once, in the midst of a compaction as well."""
    began = time.monotonic()
    work = _broken_off()
    assert time.monotonic() - began < 30
    assert work.exception() is not None


def test_what_a_worker_raises_arrives() -> None:
    """An error in a worker is the caller's to handle, and says where it came from."""
    with pytest.raises(ValueError, match="invalid literal") as raised, Workers(1) as pool:
        pool.submit(lambda worker: worker.call(int, "x")).result(timeout=60)
    assert "Traceback" in raised.value.__notes__[0]


def _letters() -> Iterator[str]:
    yield from "abc"


def _first_letter(worker: Worker) -> str:
    return next(iter(worker.stream(_letters)))


def test_what_nobody_listens_to_is_not_the_next_ones() -> None:
    """A stream that was left in its midst does not run into the answer to another call."""
    with Workers(1) as pool:
        assert pool.submit(lambda worker: list(worker.stream(_letters))).result(timeout=60) == ["a", "b", "c"]
        assert pool.submit(_first_letter).result(timeout=60) == "a"
        assert pool.submit(lambda worker: worker.call(len, "xx")).result(timeout=60) == 2


_kept: list[bytearray] = []


def _use_much_memory() -> None:
    pieces = [bytearray(10_000) for _ in range(15_000)]
    _kept.append(bytearray(10_000))  # behind them on the heap, which could shrink by itself otherwise
    pieces.clear()


def _memory_bytes(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc, and trims as glibc does")
def test_a_worker_without_work_gives_its_memory_back() -> None:
    """A worker that has written a segment would keep a hundred megabytes through the rest of the crawl."""
    with Workers(1) as pool:
        worker = pool.submit(_pid).result(timeout=60)
        before = _memory_bytes(worker)
        pool.submit(lambda worker: worker.call(_use_much_memory)).result(timeout=60)
        end = time.monotonic() + 20
        while (more := _memory_bytes(worker) - before) > 50_000_000 and time.monotonic() < end:
            time.sleep(0.05)
        assert more <= 50_000_000
        assert pool.submit(_pid).result(timeout=60) == worker


def test_workers_that_cannot_start_say_why() -> None:
    """A script without its guard would start itself anew in each worker: no page is blamed for that."""
    code = """
        from ingest.run.workers import Workers
        with Workers(1) as pool:
            print(pool.submit(lambda worker: worker.call(len, "x")).result())
    """
    with NamedTemporaryFile("w", suffix=".py") as script:
        script.write(textwrap.dedent(code))
        script.flush()
        ran = subprocess.run([sys.executable, script.name], capture_output=True, text=True, timeout=60)
    assert ran.returncode
    assert 'if __name__ == "__main__":' in ran.stderr.splitlines()[-1]


def test_a_script_without_its_guard_is_told_so_once(tmp_path: Path) -> None:
    """Not between the tracebacks of all the workers that started it anew."""
    script = tmp_path / "script.py"
    script.write_text('import ingest\ningest.crawl("http://127.0.0.1:9/", out="out", workers=2)\n', "utf-8")
    ran = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=60, cwd=tmp_path)
    assert 'if __name__ == "__main__":' in ran.stderr.splitlines()[-1]
    assert ran.stderr.count("IngestError") == 1
    assert "DatasetLocked" not in ran.stderr


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes in /proc")
def test_a_worker_ends_when_its_parent_is_killed() -> None:
    """No process is left behind by a SIGKILL, holding memory for ever."""
    code = """
        import os, signal
        from ingest.run.workers import Workers
        if __name__ == "__main__":
            pool = Workers(1)
            print(pool.submit(lambda worker: worker.call(os.getpid)).result(), flush=True)
            os.kill(os.getpid(), signal.SIGKILL)
    """
    command = [sys.executable, "-c", textwrap.dedent(code)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60)
    worker = int(ran.stdout)
    deadline = time.monotonic() + 30
    while _runs(worker):
        assert time.monotonic() < deadline, f"worker {worker} is still there"
        time.sleep(0.05)


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
