"""Segments that go on from run to run: their parts grow, and a compaction reads what is new in them."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rowsamples import START, as_tables, seen
from test_compaction import Event, articles, by_hand, files, new_dataset, rows_of, summary

from ingest.writers.card import card, write_card
from ingest.writers.commit import commit_segment
from ingest.writers.compaction import compact
from ingest.writers.dataset_folder import DatasetFolder
from ingest.writers.growth import growths
from ingest.writers.parts import read_columns
from ingest.writers.sightings import read_sightings


def grow(dataset: DatasetFolder, segment: str, events: list[Event]) -> None:
    """Commit what a run added to the segment: rows of captures behind those that are there."""
    rows = [seen(number, text, at, segment) for number, text, at, _ in events]
    start = min(capture["warc_offset"] for _, capture in rows)
    there = bool(dataset.parts_of("captures", segment))
    known = start if there else 0
    commit_segment(
        dataset, segment, *as_tables([a for a, _ in rows], [c for _, c in rows]), skip_known=True, start=known
    )


@st.composite
def runs(draw: st.DrawFn) -> list[list[Event]]:
    """Fetches in the order of time, run by run; each run goes on with the segment of its week."""
    events = []
    for hour in sorted(draw(st.lists(st.integers(0, 24 * 21), min_size=1, max_size=25, unique=True))):
        number, text = draw(st.integers(0, 4)), draw(st.sampled_from(("Un.", "Deux.", "Trois.")))
        events.append((number, text, START + timedelta(hours=hour), f"s{hour // 168}.warc.gz"))
    found: list[list[Event]] = []
    for event in events:
        if not found or found[-1][0][3] != event[3] or draw(st.booleans()):
            found.append([])
        found[-1].append(event)
    return found


@settings(max_examples=40, deadline=None)
@given(runs(), st.randoms(use_true_random=False))
def test_a_segment_that_grew_is_one_that_came_whole(
    tmp_path_factory: pytest.TempPathFactory, passes: list[list[Event]], chance: random.Random
) -> None:
    """Articles, versions and card are the same whether compacted run by run, now and then, or all at once afresh."""
    root = tmp_path_factory.getbasetemp() / "grown"
    expected = by_hand(event for one in passes for event in one)
    with new_dataset(root) as dataset:
        for events in passes:
            grow(dataset, events[0][3], events)
            if chance.random() < 0.7:
                compact(dataset)
                write_card(dataset)
        compact(dataset)
        write_card(dataset)
        assert summary(dataset) == expected
        assert dataset.card.read_text() == card(dataset)
        there, versions = articles(dataset), rows_of(dataset, "revisions")
        dataset.compaction_state.unlink()
        assert compact(dataset).files == 0
        assert (articles(dataset), rows_of(dataset, "revisions")) == (there, versions)
        assert not dataset.growth.exists()


def test_what_grew_is_read_alone(tmp_path: Path) -> None:
    """A compaction after a run does not go through all histories: rows committed before are not looked at again."""
    with new_dataset(tmp_path / "d") as dataset:
        grow(dataset, "s.warc.gz", [(1, "Un.", START, ""), (2, "Deux.", START + timedelta(hours=1), "")])
        compact(dataset)
        grow(dataset, "s.warc.gz", [(3, "Trois.", START + timedelta(hours=2), "")])
        (part,) = dataset.parts("captures")
        (growth,) = {name: one for name, one in growths(dataset).items() if name.startswith("captures")}.values()
        rows = read_columns(part, ["warc_offset"])["warc_offset"].to_pylist()
        assert [offset >= growth.start for offset in sorted(rows)] == [False, False, True]
        told = read_sightings(
            dataset.parts("revisions"),
            dataset.parts("captures"),
            parts=dict.fromkeys([*dataset.parts("revisions"), *dataset.parts("captures")], growth.start),
        )
        assert told["captured_at"].to_pylist() == [START + timedelta(hours=2)]
        assert compact(dataset).new == 1


def test_a_part_that_was_changed_otherwise_is_read_whole(tmp_path: Path) -> None:
    """A note that does not fit the part that is there is no reason to leave rows unread."""
    with new_dataset(tmp_path / "d") as dataset:
        grow(dataset, "s.warc.gz", [(1, "Un.", START, "")])
        compact(dataset)
        grow(dataset, "s.warc.gz", [(2, "Deux.", START + timedelta(hours=1), "")])
        events = [(1, "Autre.", START, ""), (3, "Trois.", START + timedelta(hours=2), "")]
        rows = [seen(number, text, at, "s.warc.gz") for number, text, at, _ in events]
        commit_segment(
            dataset, "s.warc.gz", *as_tables([a for a, _ in rows], [c for _, c in rows])
        )  # built again, from elsewhere
        compact(dataset)
        assert {row["text"] for row in articles(dataset)} == {"Autre.", "Trois."}


def test_a_run_cut_short_between_two_parts_is_made_good(tmp_path: Path) -> None:
    """Rows of a run that was killed after the first of two parts are replaced, not doubled, when it is built again."""
    with new_dataset(tmp_path / "d") as dataset:
        grow(dataset, "s.warc.gz", [(1, "Un.", START, "")])
        before = files(dataset, "captures")
        grow(dataset, "s.warc.gz", [(2, "Deux.", START + timedelta(hours=1), "")])
        for name, content in before.items():  # as if the second part had not been written
            (dataset.path / name).write_bytes(content)
        grow(dataset, "s.warc.gz", [(2, "Deux.", START + timedelta(hours=1), "")])
        compact(dataset)
        assert len(rows_of(dataset, "revisions")) == len(articles(dataset)) == 2


TEXT = " ".join(f"le lot numéro {n} a trouvé preneur à la criée du port" for n in range(9))


def test_another_address_seen_again_is_no_new_version(tmp_path: Path) -> None:
    """A site that moved gives each text two addresses, and the second has no row of its own: a look at it that finds
    the same is no version, and the row of the first stays as it is."""
    with new_dataset(tmp_path / "d") as dataset:
        for hour, number in enumerate([1, 4, 4, 1, 4]):  # two addresses of one source
            article, capture = seen(number, TEXT, START + timedelta(hours=hour), "s.warc.gz")
            article["content_digest"] = capture["content_digest"] = str(number) * 64
            commit_segment(
                dataset,
                "s.warc.gz",
                *as_tables([article], [capture]),
                skip_known=True,
                start=capture["warc_offset"] if hour else 0,
            )
            compact(dataset)
        assert len(rows_of(dataset, "revisions")) == 2
        assert len(rows_of(dataset, "captures")) == 5
        (row,) = articles(dataset)
        assert (row["revision"], len(row["aliases"])) == (1, 1)
        dataset.compaction_state.unlink()
        assert compact(dataset).files == 0


def test_the_cards_counts_follow_whatever_becomes_of_the_parts(tmp_path: Path) -> None:
    """Parts that grow, come, change and go: the card says what one made without any note would say."""
    with new_dataset(tmp_path / "d") as dataset:
        for day in range(4):
            grow(dataset, f"s{day}.warc.gz", [(day, f"Texte {day}.", START + timedelta(days=day), "")])
            compact(dataset)
            write_card(dataset)
            assert dataset.card.read_text() == card(dataset)
        grow(dataset, "s1.warc.gz", [(7, "Tard.", START + timedelta(days=1, hours=3), "")])  # not the newest part
        compact(dataset)
        write_card(dataset)
        assert dataset.card.read_text() == card(dataset)
        for path in (*dataset.parts("revisions")[:1], *dataset.parts("captures")[:1]):
            path.unlink()
        compact(dataset)
        write_card(dataset)
        assert dataset.card.read_text() == card(dataset)
        assert "from 4 fetches" in card(dataset)


def test_a_segment_that_spans_months_is_read_for_all_of_them(tmp_path: Path) -> None:
    """A part lies in the month of its first capture; histories that begin later are looked for in it as well."""
    wide = [(3, "Un.", START, "s4.warc.gz"), (0, "Un.", START + timedelta(days=52), "s4.warc.gz")]
    late = [(0, "Deux.", START + timedelta(days=13), "s2.warc.gz")]
    with new_dataset(tmp_path / "d") as dataset:
        for events in (wide, late):
            rows = [seen(number, text, at, segment) for number, text, at, segment in events]
            commit_segment(dataset, events[0][3], *as_tables([a for a, _ in rows], [c for _, c in rows]))
            compact(dataset)
        assert summary(dataset) == by_hand([*wide, *late])
