"""Verdicts and their evidence, from the wire to the rows, and again from the archive."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from stands import SETTINGS, articles, captures, crawl

from fixtures.newsstand import Newsstand, Site
from ingest.run.build import build
from ingest.run.rows import ReadSettings
from ingest.settings import TdmPolicy

OPEN = {"permission": [{"action": "tdm:mine"}]}
ASKING = {"permission": [{"action": "tdm:mine", "duty": [{"action": "obtainConsent"}]}]}
TEXT = " ".join(f"La phrase numéro {n} parle du bac et de ceux qui le prennent chaque matin." for n in range(12))


@pytest.fixture
def site(stand: Newsstand) -> Site:
    """Pages reserved by their own meta tags, with two policies; and a robots.txt that shuts out a collector."""
    site = stand.sites["bulles"]
    site.put("/robots.txt", b"User-agent: GPTBot\nDisallow: /\n", headers={"Content-Type": "text/plain"})
    for name, policy in (("libre", OPEN), ("accord", ASKING)):
        tags = f"<meta name=tdm-reservation content=1><meta name=tdm-policy content='/{name}.json'>"
        site.put(f"/actu/le-bac-{name}-12345", f"<!doctype html>{tags}<h1>Le bac repart</h1><p>{TEXT}".encode())
        site.put(f"/{name}.json", json.dumps(policy).encode(), headers={"Content-Type": "application/json"})
    return site


def _pages(site: Site) -> list[str]:
    return [f"{site.url}/actu/le-bac-{name}-12345" for name in ("libre", "accord")]


def test_policies_are_asked_and_their_answer_is_in_the_rows(site: Site, tmp_path: Path) -> None:
    """Under ask-policy one page is kept and one is not; both rows say why, with the address of the evidence."""
    asking = replace(SETTINGS, fetch=replace(SETTINGS.fetch, tdm=TdmPolicy.ASK_POLICY))
    crawl([], tmp_path, urls=_pages(site), settings=asking)
    rows = {row["url"]: row for row in captures(tmp_path)}
    for url, outcome, permitted in zip(_pages(site), ("article", "refused"), (True, False), strict=True):
        row = rows[url]
        assert (row["outcome"], row["tdm_reserved"], row["tdm_carrier"]) == (outcome, True, "meta")
        assert (row["tdm_permitted"], row["tdm_url"]) == (permitted, url)
        assert (row["robots"], row["robots_url"]) == ("allowed", f"{site.url}/robots.txt")
        assert row["ai_refused"] == ["gptbot"]
    assert rows[_pages(site)[1]]["tdm_policy"] == f"{site.url}/accord.json"
    assert "consent must be obtained" in rows[_pages(site)[1]]["detail"]
    assert [row["tdm_permitted"] for row in articles(tmp_path)] == [True]


@pytest.mark.parametrize(("tdm", "kept"), [(TdmPolicy.ASK_POLICY, 1), (TdmPolicy.SKIP, 0), (TdmPolicy.RECORD, 1)])
def test_an_archive_remembers_the_answer(site: Site, tmp_path: Path, tdm: TdmPolicy, kept: int) -> None:
    """A page that its policy opened is read again under any choice without the network."""
    asking = replace(SETTINGS, fetch=replace(SETTINGS.fetch, tdm=TdmPolicy.ASK_POLICY))
    crawl([], tmp_path / "live", urls=_pages(site), settings=asking)
    site.resources.clear()
    warcs = (tmp_path / "live" / "warc").glob("*.warc.gz")
    build(warcs, tmp_path / "again", workers=0, settings=ReadSettings(tdm=tdm))
    assert len(articles(tmp_path / "again")) == kept
    permitted = {row["url"]: row["tdm_permitted"] for row in captures(tmp_path / "again")}
    assert permitted == dict(zip(_pages(site), (True, False), strict=True))
