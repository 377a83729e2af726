"""Sorted rows from several places, as one sorted stream, in bounded memory."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ingest.writers.parts import ORDER

_Key = tuple[str, bool, datetime | None, str]


def merged(streams: Sequence[Iterable[pa.Table]]) -> Iterator[pa.Table]:
    """The rows of ``articles`` of all streams, each sorted as files are, in tables of no certain size.

    In memory is one table of each stream, and what cannot be passed on before the others have come as far.
    """
    waiting = {number: iter(stream) for number, stream in enumerate(streams)}
    reached: dict[int, _Key] = {}
    pool: pa.Table | None = None
    while waiting:
        behind = min(waiting, key=lambda number: (number in reached, reached.get(number, ())))
        table = next(waiting[behind], None)
        if table is None:
            del waiting[behind]
            reached.pop(behind, None)
        elif table.num_rows:
            reached[behind] = _key(table, table.num_rows - 1)
            pool = table if pool is None else pa.concat_tables([pool, table])
            if pool.num_rows > table.num_rows:
                pool = pool.take(pc.sort_indices(pool, sort_keys=[(name, "ascending") for name in ORDER["articles"]]))
        if pool is not None and len(reached) == len(waiting):
            ready = pool.num_rows if not waiting else _rows_up_to(pool, min(reached.values()))
            if ready:
                yield pool.slice(0, ready)
                pool = pool.slice(ready)


def _rows_up_to(table: pa.Table, key: _Key) -> int:
    return bisect_right(range(table.num_rows), key, key=lambda row: _key(table, row))


def _key(table: pa.Table, row: int) -> _Key:
    """As Arrow sorts: nulls last, strings by their UTF-8 bytes, which is by code points."""
    source, published, article_id = (_value(table, name, row) for name in ORDER["articles"])
    return source, published is None, published, article_id


def _value(table: pa.Table, name: str, row: int) -> Any:
    return table[name][row].as_py()
