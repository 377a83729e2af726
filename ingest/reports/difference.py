"""Two versions of an article side by side in the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, Protocol

from rich.console import Console
from rich.table import Table
from rich.text import Text


class _Piece(Protocol):
    @property
    def text(self) -> str: ...
    @property
    def changed(self) -> bool: ...


class _Passage(Protocol):
    @property
    def before(self) -> Sequence[_Piece]: ...
    @property
    def after(self) -> Sequence[_Piece]: ...


def print_difference(
    console: Console,
    heads: tuple[str, str],
    fields: Sequence[tuple[str, Sequence[_Passage]]],
    body: Sequence[_Passage],
    *,
    context: int,
) -> None:
    """A table of two columns: words that went in red, words that came in green; equal paragraphs but ``context`` of
    them beside each change are counted. Without colours the words stand in ``[-…-]`` and ``{+…+}``, as in wdiff.
    """
    plain = console.color_system is None
    table = Table("", *heads, expand=True, show_lines=False)
    for column in table.columns[1:]:
        column.ratio = 1
    for name, passages in fields:
        for passage in passages:
            table.add_row(name, _side(passage.before, "red", plain), _side(passage.after, "green", plain))
    table.add_section()
    for row in _body(body, context):
        if isinstance(row, int):
            table.add_row("", *[Text(f"… {row} equal", style="dim")] * 2)
        else:
            table.add_row("", _side(row.before, "red", plain), _side(row.after, "green", plain), end_section=False)
            table.add_row("", "", "")
    console.print(table)


def print_versions(console: Console, rows: Sequence[dict[str, Any]]) -> None:
    """All versions in one line each: number, time, kind of edit, share, what changed."""
    table = Table("", "fetched", "edit", "share", "by", "changed")
    for number, row in enumerate(rows, 1):
        share = row["changed_share"]
        table.add_row(
            str(number),
            f"{row['captured_at']:%Y-%m-%d %H:%M} UTC",
            row["edit_type"] or "",
            f"{share:.1%}" if share is not None else "",
            row["edited_by"] or "",
            ", ".join(row["changed"] or ()),
        )
    console.print(table)


def _side(pieces: Sequence[_Piece], colour: str, plain: bool) -> Text:
    text = Text()
    marks = ("[-", "-]") if colour == "red" else ("{+", "+}")
    for piece in pieces:
        if not piece.changed:
            text.append(piece.text)
        elif plain:
            words = piece.text.rstrip()
            text.append(marks[0] + words + marks[1] + piece.text[len(words) :])
        else:
            text.append(piece.text, style=f"bold {colour}")
    text.rstrip()
    return text


def _body(passages: Sequence[_Passage], context: int) -> Iterator[_Passage | int]:
    """Changed passages with their neighbours; in place of others, how many they are."""
    changed = [n for n, passage in enumerate(passages) if _differs(passage)]
    shown = {m for n in changed for m in range(n - context, n + context + 1)}
    for is_shown, run in groupby(range(len(passages)), key=lambda n: n in shown):
        numbers = list(run)
        if is_shown:
            yield from (passages[n] for n in numbers)
        else:
            yield len(numbers)


def _differs(passage: _Passage) -> bool:
    return any(piece.changed for piece in (*passage.before, *passage.after))
