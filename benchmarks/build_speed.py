"""Pages per second of ``ingest build`` on the newsstand's own archive, beside trafilatura on the same archive.

    python benchmarks/build_speed.py [--repeat 40] [--rounds 3]

The newsstand is crawled once; its pages are written ``--repeat`` times over, under addresses of their own, into two
archives, so that two workers have one each. ``ingest build`` goes the whole way: WARC, decoding, every field, Parquet
in three tables, dataset card. trafilatura, where it is installed, goes from WARC to JSON lines with metadata. The table
is Markdown; the best of ``--rounds`` counts, so that a busy machine's neighbours count less. CPU time and memory are
those of the main process.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from fixtures.newsstand import Newsstand  # noqa: E402  # the folder is no installed package
from ingest.model import Page  # noqa: E402

ARCHIVES = 2
_ADDRESS = re.compile(r"(127\.0\.0\.1:\d+)/")
_ADDRESS_IN_BYTES = re.compile(_ADDRESS.pattern.encode())


@dataclass(frozen=True)
class Measured:
    """One row of the table."""

    name: str
    pages: int
    seconds: float
    cpu_seconds: float
    peak_bytes: int

    @property
    def rate(self) -> float:
        return self.pages / self.seconds


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Measure ingest build on the newsstand's archive.")
    parser.add_argument("--repeat", type=int, default=40, help="how often the newsstand's pages stand in the archives")
    parser.add_argument("--rounds", type=int, default=3, help="the best of so many runs counts")
    parser.add_argument("--one", nargs=2, metavar=("WHAT", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.one:
        return _run_one(options.one[0], Path(options.one[1]))
    with tempfile.TemporaryDirectory() as folder:
        archives = _archives(Path(folder), options.repeat)
        size = sum(path.stat().st_size for path in archives)
        rows = [_best(what, Path(folder), options.rounds) for what in _contenders()]
    _print(rows, size)
    return 0


def _contenders() -> list[str]:
    return ["build-0", "build-2", *(["trafilatura"] if find_spec("trafilatura") else [])]


def _archives(folder: Path, repeat: int) -> list[Path]:
    """The newsstand crawled once, and its pages written ``repeat`` times, each time as pages of their own."""
    import ingest
    from ingest.archive import WarcWriter, read_captures
    from ingest.settings import ArchiveSettings

    with Newsstand(ephemeral=True) as stand:
        homes = [site.url + "/" for site in stand.sites.values()]
        ingest.crawl(*homes, out=folder / "crawled", limit=None, delay=timedelta(), workers=0, user_agent="benchmark/1")
    (segment,) = (folder / "crawled" / "warc").glob("*.warc.gz")
    pages = [capture for capture, _ in read_captures(segment) if isinstance(capture, Page)]
    now, paths = datetime.now(UTC), []
    for number in range(ARCHIVES):
        with WarcWriter(
            folder / "archives", ArchiveSettings(segment_bytes=1 << 40), now=now, run_id=f"{number}"
        ) as out:
            for copy in range(number, repeat, ARCHIVES):
                for page in pages:
                    out.add(_moved(page, copy))
            path = out.close()
        assert path is not None
        paths.append(path)
    return paths


def _moved(page: Page, copy: int) -> Page:
    """The same page under another address, which it calls its own: another article."""
    url, final_url = (_ADDRESS.sub(rf"\g<1>/n{copy}/", address) for address in (page.url, page.final_url))
    body = _ADDRESS_IN_BYTES.sub(rb"\g<1>/n%d/" % copy, page.body)
    return replace(page, url=url, final_url=final_url, body=body)


def _best(what: str, folder: Path, rounds: int) -> Measured:
    return max((_measure(what, folder) for _ in range(rounds)), key=lambda measured: measured.rate)


def _measure(what: str, folder: Path) -> Measured:
    """In a process of its own, so that CPU time and memory are its alone."""
    command = [sys.executable, __file__, "--one", what, str(folder)]
    ran = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return Measured(**json.loads(ran.stdout.splitlines()[-1]))


def _run_one(what: str, folder: Path) -> int:
    archives = sorted((folder / "archives").glob("*.warc.gz"))
    with tempfile.TemporaryDirectory(dir=folder) as out:
        work = _WORK[what]
        before, began = _cpu(), time.perf_counter()
        pages = work(archives, Path(out))
        seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    unit = 1 if sys.platform == "darwin" else 1024
    print(
        json.dumps(
            {
                "name": what,
                "pages": pages,
                "seconds": seconds,
                "cpu_seconds": _cpu() - before,
                "peak_bytes": peak * unit,
            }
        )
    )
    return 0


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _build(workers: int) -> Callable[[list[Path], Path], int]:
    def work(archives: list[Path], out: Path) -> int:
        from ingest.run.build import build

        return build(archives, out / "dataset", workers=workers).pages

    return work


def _trafilatura(archives: list[Path], out: Path) -> int:
    """One process, as its command line is; every response that is HTML, with metadata, as JSON lines."""
    import trafilatura

    pages = 0
    with (out / "articles.jsonl").open("w", encoding="utf-8") as file:
        for url, body in _responses(archives):
            pages += 1
            found = trafilatura.extract(body, url=url, output_format="json", with_metadata=True)
            if found:
                file.write(found + "\n")
    return pages


def _responses(archives: list[Path]) -> Iterator[tuple[str, bytes]]:
    from warcio.archiveiterator import ArchiveIterator

    for path in archives:
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream):
                if record.rec_type == "response":
                    yield record.rec_headers.get_header("WARC-Target-URI"), record.content_stream().read()


_WORK: dict[str, Callable[[list[Path], Path], int]] = {
    "build-0": _build(0),
    "build-2": _build(2),
    "trafilatura": _trafilatura,
}


def _print(rows: list[Measured], size: int) -> None:
    peer = next((row for row in rows if row.name == "trafilatura"), None)
    print(f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} cores; {_versions()};")
    print(f"{ARCHIVES} archives of {size / 1e6:.1f} MB together.\n")
    print("| | pages | pages/s | CPU s per 1,000 pages | peak memory, MB | against trafilatura |")
    print("|---|---|---|---|---|---|")
    for row in rows:
        ratio = f"{row.rate / peer.rate:.1f} ×" if peer else "–"
        cpu, peak = f"{1000 * row.cpu_seconds / row.pages:.1f}", f"{row.peak_bytes / 1e6:.0f}"
        if row.name == "build-2":  # the workers' own are nobody's children once they have ended
            cpu = peak = "–"
        print(f"| {_NAMES[row.name]} | {row.pages} | {row.rate:.0f} | {cpu} | {peak} | {ratio} |")


_NAMES = {
    "build-0": "ingest build, this process → Parquet",
    "build-2": "ingest build, 2 workers → Parquet",
    "trafilatura": "trafilatura, 1 process → JSON lines",
}


def _versions() -> str:
    found = []
    for package in ("ingest", "selectolax", "pyarrow", "trafilatura"):
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    return ", ".join(found)


if __name__ == "__main__":
    raise SystemExit(main())
