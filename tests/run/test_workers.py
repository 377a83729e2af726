"""Parser processes: they outlive a Ctrl-C meant for their parent, and never outlive the parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from ingest.run.build import new_pool


def test_a_worker_leaves_ctrl_c_to_its_parent() -> None:
    """A terminal sends SIGINT to the whole group; a worker that died of it would cost the parent its rows."""
    with new_pool(1) as pool:
        worker = pool.submit(os.getpid).result(timeout=60)
        os.kill(worker, signal.SIGINT)
        assert pool.submit(os.getpid).result(timeout=60) == worker


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes in /proc")
def test_a_worker_ends_when_its_parent_is_killed() -> None:
    """No process is left behind by a SIGKILL, holding memory for ever."""
    code = """
        import os, signal
        from ingest.run.build import new_pool
        if __name__ == "__main__":
            pool = new_pool(1)
            print(pool.submit(os.getpid).result(), flush=True)
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
