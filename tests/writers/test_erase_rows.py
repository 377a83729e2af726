"""Rows that are to go: which they are, and that nothing else goes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from rowsamples import START, as_tables, seen

from ingest.dataset import open_dataset
from ingest.settings import WriteSettings
from ingest.writers.commit import commit_segment
from ingest.writers.compaction import compact
from ingest.writers.dataset_folder import WritableDataset, create_or_open
from ingest.writers.erase import count_rows_at, places_of, remove_rows, select_urls

TEXT = " ".join(
    f"Au point {number}, le conseil a voté le budget des transports de la ville, contre l’avis du préfet."
    for number in range(12)
)


def dataset_of(path: Path, *articles: tuple[int, str]) -> WritableDataset:
    """A segment for each article; those whose numbers leave the same rest when divided by three are of one site."""
    dataset = create_or_open(path)
    for hour, (number, text) in enumerate(articles):
        article, capture = seen(number, text, START + timedelta(hours=hour), f"s{hour}.warc.gz")
        commit_segment(dataset, f"s{hour}.warc.gz", *as_tables([article], [capture]))
    compact(dataset)
    return dataset


def test_the_same_text_under_another_address_of_the_site_goes_too(tmp_path: Path) -> None:
    """Whoever asks for a page to be taken down does not mean one of its two addresses. Other sites' copies stay."""
    with dataset_of(tmp_path / "d", (1, TEXT), (4, TEXT), (2, TEXT), (7, "Un autre texte.")) as dataset:
        selection = select_urls(dataset, ["https://www.exemple.fr/4"])
        assert selection.urls == {"https://www.exemple.fr/1", "https://www.exemple.fr/4"}
        assert count_rows_at(dataset, selection) == {"articles": 1, "revisions": 2, "captures": 2}
        remove_rows(dataset, places_of(dataset, selection), WriteSettings())
        compact(dataset)
        left = open_dataset(dataset.path).articles(columns=["url"]).read_all()["url"].to_pylist()
        assert sorted(left) == ["https://www.exemple.fr/2", "https://www.exemple.fr/7"]


def test_an_address_is_found_in_any_spelling(tmp_path: Path) -> None:
    """Canonical is what is compared; an address of the same host that is another page is not meant."""
    with create_or_open(tmp_path / "d") as dataset:
        rows = [seen(number, f"Texte {number}.", START + timedelta(hours=number), "s.warc.gz") for number in (1, 11)]
        captures = [{**capture, "canonical_url": None, "article_id": None} for _, capture in rows]
        captures[0]["url"] = "HTTPS://WWW.Exemple.fr:443/1?utm_source=x#haut"
        commit_segment(dataset, "s.warc.gz", *as_tables([], captures))
        places = places_of(dataset, select_urls(dataset, ["https://www.exemple.fr/1"]))
        assert {place.warc_offset for place in places} == {captures[0]["warc_offset"]}


def test_what_led_to_an_erased_article_is_not_kept_away(tmp_path: Path) -> None:
    """A home page that was forwarded to the article of the day is no address of the article."""
    with create_or_open(tmp_path / "d") as dataset:
        article, capture = seen(1, TEXT, START, "s.warc.gz")
        home = {**capture, "url": "https://www.exemple.fr/", "warc_offset": 7}
        commit_segment(dataset, "s.warc.gz", *as_tables([article], [capture, home]))
        compact(dataset)
        selection = select_urls(dataset, ["https://www.exemple.fr/1"])
        assert "https://www.exemple.fr/" not in selection.urls
        assert len(places_of(dataset, selection)) == 2
