"""The card says what is in the dataset, and the same of the same data."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from rowsamples import START, as_tables, seen

from ingest.model import Drop, Location, Reason, Rights, Robots
from ingest.writers.card import card, write_card
from ingest.writers.commit import commit_segment
from ingest.writers.compaction import compact
from ingest.writers.dataset_folder import WritableDataset, create_or_open
from ingest.writers.rows import capture_row
from ingest.writers.schema import COLUMNS


def fill(path: Path, order: list[int]) -> WritableDataset:
    dataset = create_or_open(path)
    for number in order:
        segment = f"s{number}.warc.gz"
        article, capture = seen(number, "Une phrase | et sa barre.", START + timedelta(days=number), segment)
        refused = Drop(
            f"https://www.exemple.fr/x{number}",
            Reason.TDM_RESERVED,
            at=START + timedelta(days=number),
            source="source0",
            rights=Rights(Robots.ALLOWED, tdm_reserved=True, tdm_carrier="header"),
        )
        commit_segment(
            dataset,
            segment,
            *as_tables([article], [capture, capture_row(refused, Location(segment, 9, 9), refused)]),
        )
        compact(dataset)
    return dataset


@pytest.fixture
def text(tmp_path: Path) -> str:
    with fill(tmp_path / "d", [0, 1, 2, 3]) as dataset:
        write_card(dataset)
        return dataset.card.read_text()


def test_counts_span_and_reasons_are_there(text: str) -> None:
    """What a reader asks first is answered at the top, what is missing below."""
    assert "4 articles in 4 versions, from 8 fetches, of 3 sources." in text
    assert "Fetched 2026-11-23 to 2026-11-26; published 2026-11-23 to 2026-11-23." in text
    assert "| source0 | 2 |" in text
    assert "| refused | tdm_reserved | 4 |" in text
    assert "reserved for 4 of 8 fetches" in text
    assert "| fr | 4 |" in text


def test_the_share_of_filled_values_is_counted(text: str) -> None:
    """Nulls and empty lists are told per column, so that a gap is seen before it is analysed."""
    text = text.split("## Columns of articles")[1].split("## Columns of revisions")[0]
    lines = {line.split("|")[1].strip(): line.split("|")[3].strip() for line in text.splitlines() if "| `" in line[:3]}
    assert lines["`title`"] == "100.0 %"
    assert lines["`authors`"] == lines["`standfirst`"] == "0.0 %"
    assert lines["`article_id`"] == "always"
    assert all(f"`{column.name}`" in lines for column in COLUMNS["articles"])


def test_the_front_matter_names_the_files(text: str) -> None:
    """Hugging Face `datasets` finds the three tables, articles first."""
    front = text.split("---")[1]
    assert "- config_name: articles\n  data_files: articles/*/*.parquet\n  default: true" in front
    assert "data_files: captures/*/*.parquet" in front
    assert "language:\n- fr\n" in front


def test_edits_copies_and_gaps_are_told(tmp_path: Path) -> None:
    """What changed, what was copied, what was not had: the card counts it where there is any."""
    wire = " ".join(f"le convoi {n} a franchi le col avant la neige" for n in range(12))
    with create_or_open(tmp_path) as dataset:
        for day, (number, text) in enumerate([(4, wire), (3, wire), (0, wire), (4, wire + " Fin."), (5, "Court.")]):
            segment = f"s{day}.warc.gz"
            article, capture = seen(number, text, START + timedelta(days=2 * day), segment)
            commit_segment(dataset, segment, *as_tables([article], [capture]))
        compact(dataset)
        write_card(dataset)
        text = dataset.card.read_text()
        assert "Articles whose newest version is an edit: correction 1." in text
        assert "Near-duplicates on several sites: 1 copy of 1 article (`cluster_id`)." in text
        assert "1 further address of the same texts (`aliases`)." in text
        assert "- Nothing was fetched on 2026-11-24." in text
        assert "![Articles by date of publication](charts/published.svg)" in text
        assert "2026-11" in (dataset.charts / "fetches.svg").read_text()


def test_equal_data_give_an_equal_card(tmp_path: Path, text: str) -> None:
    """No clock, no path and no order of arrival comes in."""
    with fill(tmp_path / "other", [2, 0, 3, 1]) as other:
        assert card(other) == text


def test_an_empty_dataset_has_a_card(tmp_path: Path) -> None:
    """A run that fetched nothing fails nowhere."""
    with create_or_open(tmp_path / "d") as dataset:
        assert "0 articles in 0 versions" in card(dataset)
