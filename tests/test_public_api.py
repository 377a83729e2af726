"""The names that others build on."""

from __future__ import annotations

import inspect
import random
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

import ingest
from ingest.errors import UsageError
from ingest.model import Article, Image, Moment


def test_what_is_promised_is_there() -> None:
    """Every name of ``__all__`` can be had, and is shown by dir()."""
    for name in ingest.__all__:
        assert getattr(ingest, name) is not None
        assert name in dir(ingest)
    with pytest.raises(AttributeError, match="nonsense"):
        ingest.nonsense  # noqa: B018


def test_parse_has_its_signature() -> None:
    """html and url by place, the rest by name, all but html optional."""
    parameters = inspect.signature(ingest.parse).parameters
    assert list(parameters) == ["html", "url", "fetched_at", "timezone", "headers", "rules"]
    assert parameters["html"].default is inspect.Parameter.empty
    assert all(parameters[name].default is None for name in ("url", "fetched_at", "timezone", "headers", "rules"))
    kinds = [parameters[name].kind for name in ("fetched_at", "timezone", "headers", "rules")]
    assert kinds == [inspect.Parameter.KEYWORD_ONLY] * 4


def test_crawl_and_open_dataset_have_their_signatures() -> None:
    """Targets by place, ``out`` by name and needed; open_dataset takes a path."""
    parameters = inspect.signature(ingest.crawl).parameters
    assert parameters["targets"].kind is inspect.Parameter.VAR_POSITIONAL
    assert parameters["out"].default is inspect.Parameter.empty
    assert {"urls", "limit", "since", "user_agent", "delay", "tdm", "rules", "workers"} <= set(parameters)
    assert list(inspect.signature(ingest.open_dataset).parameters) == ["path"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"delay": "1s"},
        {"delay": -1},
        {"since": "2026-11-01"},
        {"since": datetime(2026, 11, 1)},
        {"limit": "5"},
        {"tdm": "perhaps"},
        {"out": None},
    ],
    ids=str,
)
def test_crawl_says_at_the_door_what_to_give(wrong: dict[str, Any], tmp_path: Path) -> None:
    """A value of another kind is named with what it should be, before anything is asked or written."""
    with pytest.raises(UsageError, match=next(iter(wrong))):
        ingest.crawl("http://127.0.0.1:9/", **{"out": tmp_path / "out", "workers": 0} | wrong)
    assert not (tmp_path / "out").exists()


def test_a_delay_may_be_a_number(tmp_path: Path) -> None:
    """Seconds, as for --delay."""
    assert ingest.crawl("http://127.0.0.1:9/", out=tmp_path / "out", workers=0, delay=0.05).pages == 1


@pytest.mark.parametrize(("html", "more"), [(None, {}), (3, {}), ("", {"url": 3}), ("", {"fetched_at": "noon"})])
def test_parse_says_at_the_door_what_to_give(html: Any, more: dict[str, Any]) -> None:
    """No AttributeError from the depths."""
    with pytest.raises(TypeError, match="must be"):
        ingest.parse(html, **more)


def test_an_article_has_the_promised_fields() -> None:
    """Names are the field's own, and stay."""
    promised = {
        *("title", "standfirst", "text", "blocks", "authors", "published_at", "modified_at", "section", "tags"),
        *("images", "lang", "agency", "paywalled", "page_type", "canonical_url", "provenance"),
    }
    assert promised <= {field.name for field in fields(Article)} | {"text", "paywalled"}
    assert {"caption", "credit"} <= {field.name for field in fields(Image)}
    assert {"instant", "precision"} <= {field.name for field in fields(Moment)}


def test_parse_dateline_as_documented() -> None:
    """The example of the design: an update to the minute is no publication date."""
    from ingest.parsers.dates import parse_dateline

    line = "Mis à jour le lundi 17 avril 2023 – 09:46"
    found = parse_dateline(line, tz="Europe/Paris", fetched_at=datetime(2023, 4, 18, tzinfo=UTC), lang="fr")
    assert found.published is None
    assert found.modified == Moment(datetime(2023, 4, 17, 7, 46, tzinfo=UTC), "minute")


_ODD = [
    b"",
    "",
    " \n\t",
    b"\x00",
    b"\xff\xfe",
    "\ud800",
    "é" * 10,
    b"<",
    "<html",
    "<!--",
    "<p>" * 3000,
    "<div>" * 3000 + "mot" + "</div>" * 3000,
    '<script type="application/ld+json">{"@graph": [[[[' + "[" * 5000,
    '<script type="application/ld+json">{"@type": ["NewsArticle"], "author": [null, 3, {"name": [1]}]}</script>',
    '<meta property="article:published_time" content="99999-99-99T99:99:99+99:99">',
    '<link rel="canonical" href="http://[::1"><p>Un mot.</p>',
    '<meta charset="no-such-charset"><p>Un mot.</p>',
    "<table>" + "<tr><td>" * 500,
    "<p>" + "a" * 200_000,
    "\u202e\u0000\u200b<h1>\u00ad</h1>",
]


@pytest.mark.parametrize("html", _ODD, ids=range(len(_ODD)))
@pytest.mark.parametrize("url", [None, "https://a.example/x", "no address", "http://["])
def test_parse_never_raises_for_what_a_page_holds(html: bytes | str, url: str | None) -> None:
    """Whatever comes from the web becomes an article, empty if need be."""
    article = ingest.parse(html, url, fetched_at=datetime(2026, 3, 1, tzinfo=UTC))
    assert isinstance(article, Article)
    assert isinstance(article.text, str)


def test_parse_never_raises_for_noise() -> None:
    """Random bytes, and a real page with random bytes knocked out."""
    noise = random.Random(7)
    page = bytearray("<html><body><article><h1>Un titre</h1><p>Le 3 mars 2026, …</p></article>".encode() * 20)
    for _ in range(40):
        ingest.parse(noise.randbytes(500))
        for _ in range(20):
            page[noise.randrange(len(page))] = noise.randrange(256)
        ingest.parse(bytes(page), "https://a.example/", headers={"Content-Type": "text/html; charset=utf-16"})


def test_parse_tells_wrong_arguments() -> None:
    """A naive time and a zone that there is not are the caller's mistakes: ValueError."""
    with pytest.raises(ValueError, match="aware"):
        ingest.parse("<p>x</p>", fetched_at=datetime(2026, 3, 1))
    with pytest.raises(ValueError, match="zone"):
        ingest.parse("<p>x</p>", timezone="Europe/Nowhere")


def test_crawl_tells_wrong_arguments(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Nothing to crawl, a name nobody has, a policy that there is not."""
    out = tmp_path_factory.mktemp("api") / "out"
    with pytest.raises(ingest.IngestError):
        ingest.crawl(out=out)
    with pytest.raises(ingest.IngestError):
        ingest.crawl("no-such-publisher-anywhere", out=out)
    with pytest.raises(ingest.IngestError, match="sometimes"):
        ingest.crawl("https://a.example/", out=out, tdm="sometimes", delay=timedelta())
    assert not out.exists()


def test_the_package_is_typed() -> None:
    """Type checkers of those who use it read our annotations."""
    assert files("ingest").joinpath("py.typed").is_file()


def test_the_version_is_that_of_the_distribution() -> None:
    """``ingest.__version__`` and the installed package agree."""
    from importlib.metadata import version

    assert ingest.__version__ == version("ingest")
