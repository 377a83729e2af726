"""Reading a dataset: typed access that stays in Arrow until another library is asked for.

dataset = ingest.open_dataset("datasets/demo")
dataset.articles(source="lemonde", columns=["title", "published_at"]).to_polars()
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.errors import UsageError

if TYPE_CHECKING:
    import duckdb
    import pandas
    import polars
    import pyarrow
    import pyarrow.dataset

    from ingest.writers.dataset_folder import DatasetFolder
    from ingest.writers.schema import Table


class Rows:
    """Rows of a table, read when they are asked for, each time from the parts that are there then.

    Reading raises :class:`ingest.errors.DatasetBroken` where a part cannot be read.
    """

    def __init__(
        self,
        folder: DatasetFolder,
        table: Table,
        columns: list[str] | None = None,
        where: pyarrow.dataset.Expression | None = None,
        order: list[tuple[str, str]] | None = None,
    ) -> None:
        self._folder, self._table, self._columns = folder, table, columns
        self._where, self._order = where, order or []

    @property
    def schema(self) -> pyarrow.Schema:
        """Names and types of the columns, with their descriptions in the fields' metadata."""
        import pyarrow

        from ingest.writers.schema import arrow_schema

        schema = arrow_schema(self._table)
        if self._columns is None:
            return schema
        return pyarrow.schema([schema.field(name) for name in self._columns], metadata=schema.metadata)

    def __iter__(self) -> Iterator[pyarrow.RecordBatch]:
        return iter(self.reader())

    def reader(self) -> pyarrow.RecordBatchReader:
        """The rows as a stream of record batches: memory for one batch at a time."""
        import pyarrow

        if self._order:
            return self.read_all().to_reader()
        return pyarrow.RecordBatchReader.from_batches(self.schema, _like(self._batches(), self.schema))

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The rows for any library that takes an Arrow stream (the Arrow PyCapsule interface)."""
        return self.reader().__arrow_c_stream__(requested_schema)

    def read_all(self) -> pyarrow.Table:
        """All rows in memory."""
        import pyarrow

        schema = self.schema
        wanted = list(dict.fromkeys([*schema.names, *(name for name, _ in self._order)]))
        with self._blaming():
            data = self._source().to_table(columns=wanted, filter=self._where)
        if self._order:
            data = data.sort_by(self._order)
        return pyarrow.Table.from_batches(_like(data.select(schema.names).to_batches(), schema), schema)

    def count(self) -> int:
        """How many rows there are."""
        with self._blaming():
            return int(self._source().count_rows(filter=self._where))

    def _batches(self) -> Iterator[pyarrow.RecordBatch]:
        with self._blaming():
            yield from self._source().to_batches(columns=self._columns, filter=self._where)

    def _blaming(self) -> AbstractContextManager[None]:
        """A part that cannot be read is named."""
        import pyarrow

        from ingest.writers.parts import blaming

        return blaming(self._folder.parts(self._table), pyarrow.ArrowException, OSError)

    def _source(self) -> pyarrow.dataset.Dataset:
        """Made for each reading: Arrow's datasets remember footers, and a writer may have replaced the file since."""
        import pyarrow.dataset

        from ingest.writers.schema import arrow_schema

        parts = [str(path) for path in self._folder.parts(self._table)]
        return pyarrow.dataset.dataset(parts, schema=arrow_schema(self._table), format="parquet")

    def to_polars(self) -> polars.DataFrame:
        """A Polars data frame. Needs the extra ``ingest[readers]``."""
        try:
            import polars
        except ImportError as error:
            raise _missing("Polars", "polars") from error
        frame = polars.from_arrow(self.read_all())
        assert isinstance(frame, polars.DataFrame)
        return frame

    def to_pandas(self) -> pandas.DataFrame:
        """A pandas data frame with Arrow-backed columns, so that lists and nulls stay what they are.

        Needs the extra ``ingest[readers]``.
        """
        try:
            import pandas
        except ImportError as error:
            raise _missing("pandas", "pandas") from error
        return self.read_all().to_pandas(types_mapper=pandas.ArrowDtype)

    def to_duckdb(self, connection: duckdb.DuckDBPyConnection | None = None) -> duckdb.DuckDBPyRelation:
        """A DuckDB relation, in the connection given or a new one. Needs the extra ``ingest[readers]``."""
        try:
            import duckdb
        except ImportError as error:
            raise _missing("DuckDB", "duckdb") from error
        return (connection or duckdb.connect()).from_arrow(self.read_all())


class Dataset:
    """A dataset opened for reading. Get one from :func:`open_dataset`; writers may go on meanwhile."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def articles(
        self,
        source: str | Sequence[str] | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        columns: Sequence[str] | None = None,
    ) -> Rows:
        """One row per article, its newest version: those of a source or several, published from ``since`` on and before
        ``until`` (aware datetimes). Articles without a publication date are left out when either is given.
        """
        import pyarrow.compute as pc

        tests = []
        if source is not None:
            tests.append(pc.field("source").isin([source] if isinstance(source, str) else list(source)))
        if since is not None:
            tests.append(pc.field("published_at") >= _instant(since))
        if until is not None:
            tests.append(pc.field("published_at") < _instant(until))
        where = None
        for test in tests:
            where = test if where is None else where & test
        return self._rows("articles", columns, where)

    def revisions(
        self,
        url: str | None = None,
        columns: Sequence[str] | None = None,
        *,
        source: Sequence[str] | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Rows:
        """Every version kept; of the article with that URL only, oldest first, when one is given. Else those of some
        sources, fetched after ``since`` and until ``until`` (aware datetimes), where given."""
        import pyarrow
        import pyarrow.compute as pc

        if url is None:
            where = _between("captured_at", since, until)
            if source is not None:
                ours = pc.field("source").isin(pyarrow.array(list(source), pyarrow.string()))
                where = ours if where is None else where & ours
            return self._rows("revisions", columns, where)
        from ingest.urls import canonical_url

        where = pc.field("url") == canonical_url(url)
        return self._rows("revisions", columns, where, [("captured_at", "ascending"), ("warc_offset", "ascending")])

    def captures(
        self, columns: Sequence[str] | None = None, *, since: datetime | None = None, until: datetime | None = None
    ) -> Rows:
        """One row per fetch, kept or not, with its outcome and reason; those after ``since`` and until ``until`` (aware
        datetimes), where given: parts of other times are not read."""
        return self._rows("captures", columns, _between("fetched_at", since, until))

    def count(self) -> dict[str, int]:
        """Rows of each table."""
        from ingest.writers.schema import TABLES

        return {table: self._rows(table, None, None).count() for table in TABLES}

    def _rows(
        self,
        table: Table,
        columns: Sequence[str] | None,
        where: pyarrow.dataset.Expression | None,
        order: list[tuple[str, str]] | None = None,
    ) -> Rows:
        """Raises :class:`UsageError` for a column that is not in the table."""
        from ingest.writers.dataset_folder import DatasetFolder
        from ingest.writers.schema import arrow_schema

        known = arrow_schema(table).names
        unknown = [name for name in columns or () if name not in known]
        if unknown:
            raise UsageError(f"{table} has no column {unknown[0]!r}. It has: {', '.join(known)}.")
        return Rows(DatasetFolder(self.path), table, None if columns is None else list(columns), where, order)


def open_dataset(path: str | os.PathLike[str]) -> Dataset:
    """The dataset in a folder, for reading.

    Raises :class:`ingest.errors.DatasetMissing` when there is none, :class:`ingest.errors.DatasetTooNew` when a newer
    ingest wrote it.
    """
    from ingest.writers.dataset_folder import look_at

    if isinstance(path, str) and path.startswith("s3://"):
        raise UsageError(f"{path} is no folder. Open its working folder, or read it with PyArrow, DuckDB or Polars.")
    return Dataset(look_at(Path(path)).path)


def _between(column: str, since: datetime | None, until: datetime | None) -> pyarrow.dataset.Expression | None:
    import pyarrow.compute as pc

    where = None if since is None else pc.field(column) > _instant(since)
    if until is None:
        return where
    before = pc.field(column) <= _instant(until)
    return before if where is None else where & before


def _like(batches: Any, schema: pyarrow.Schema) -> Iterator[pyarrow.RecordBatch]:
    """The same batches under a schema with our descriptions, which a scan drops."""
    import pyarrow

    for batch in batches:
        yield pyarrow.RecordBatch.from_arrays(batch.columns, schema=schema)


def _instant(moment: datetime) -> pyarrow.Scalar:
    import pyarrow

    if moment.tzinfo is None:
        raise UsageError(
            f"{moment!r} has no time zone: give an aware datetime, such as datetime(2023, 4, 17, tzinfo=UTC)."
        )
    return pyarrow.scalar(moment, pyarrow.timestamp("us", tz="UTC"))


def _missing(library: str, package: str) -> UsageError:
    return UsageError(f"{library} is not installed: pip install 'ingest[readers]' (or pip install {package}).")
