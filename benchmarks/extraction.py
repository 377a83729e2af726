"""Quality and speed of extraction beside other tools, on real pages with truth, in one run.

    python -m pip install -e . -r ../shared/eval/articles/requirements.txt    # in an environment of its own
    python benchmarks/extraction.py [--suites zyte,french] [--engines trafilatura,ingest]

The corpora and scorers are not part of this repository: without the folder ``shared`` beside the checkout (or
``--shared``) there is nothing to run. Engines named in one call take turns page by page, so their speeds compare.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TEXT = ("trafilatura", "trafilatura_precision", "readability", "resiliparse", "newspaper4k", "ingest")
ENGINES = {
    "french": TEXT,
    "zyte": TEXT,
    "trafilatura": TEXT,
    "fundus_parsers": (*TEXT, "jsonld_baseline"),
    "daniel": TEXT,
    "readability": TEXT,
    "trafilatura_meta": ("trafilatura", "readability", "newspaper4k", "jsonld_baseline", "ingest"),
    "htmldate": ("trafilatura", "htmldate_fast", "htmldate_extensive", "newspaper4k", "jsonld_baseline", "ingest"),
}
"""Which tools can be asked for what a suite measures."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--suites", default=",".join(ENGINES))
    parser.add_argument("--engines", help="only these (default: all that suit the suite)")
    args = parser.parse_args()
    folder = args.shared / "eval" / "articles"
    if not folder.is_dir():
        sys.exit(f"There are no corpora at {args.shared}: name their folder with --shared. Nothing was measured.")
    out = Path(os.environ.get("OUT_DIR") or Path(tempfile.gettempdir()) / "ingest-bench")
    environment = os.environ | {"OUT_DIR": str(out)}
    chosen = set(args.engines.split(",")) if args.engines else None
    for suite in args.suites.split(","):
        engines = [engine for engine in ENGINES[suite] if chosen is None or engine in chosen]
        if suite == "french":
            for engine in engines:
                run([str(folder / "french.py"), "score", engine, "--project", str(ROOT)], environment)
        else:
            names = ",".join(engines)
            run([str(folder / "run.py"), "--suite", suite, "--engine", names, "--project", str(ROOT)], environment)


def run(arguments: list[str], environment: dict[str, str]) -> None:
    subprocess.run([sys.executable, *arguments], env=environment, check=True)


if __name__ == "__main__":
    main()
