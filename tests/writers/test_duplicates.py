"""Who copied whom: matches and clusters, whatever the order of arrival."""

from __future__ import annotations

import random
from datetime import timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from rowsamples import START

from ingest.native import references
from ingest.writers import duplicates
from ingest.writers.aliases import Address, families
from ingest.writers.duplicates import WINDOW, Text, Window, clusters, shingles_of
from ingest.writers.words import folded

HOUR = timedelta(hours=1)
_WORDS = [
    *("barrage", "canal", "cidre", "conseil", "digue", "école", "fanfare", "gare", "halle", "île", "jardin", "kiosque"),
    *("lac", "marché", "navette", "océan", "port", "quai", "rive", "sentier", "tramway", "usine", "verger", "wagon"),
    *("yole", "zinc", "avril", "brume", "crue", "dune", "étang", "foire", "grève", "hiver", "lundi", "marée"),
]


def story(seed: int, words: int = 120) -> str:
    """A text that shares hardly a run of four words with that of another seed."""
    return " ".join(random.Random(seed).choices(_WORDS, k=words))


def text(name: str, source: str, hours: float, words: str) -> Text:
    return Text(name, source, START + hours * HOUR, shingles_of(words))


def matched(*texts: Text) -> dict[str, str]:
    ordered = sorted(texts, key=lambda one: (one.at, one.article_id))
    return {one: match.article_id for one, match in Window().add(ordered).items()}


def test_a_copy_is_matched_with_what_it_was_copied_from() -> None:
    """Cut, extended and touched up, wire copy is still found; another story is not."""
    wire = story(1)
    cut = " ".join(wire.split()[:80])
    extended = wire + " " + story(2, 60)
    touched = wire.replace("canal", "fleuve")
    found = matched(
        text("wire", "a", 0, wire),
        text("cut", "b", 1, cut),
        text("extended", "c", 2, extended),
        text("touched", "d", 3, touched),
        text("other", "e", 3, story(3)),
    )
    assert found == {"cut": "wire", "extended": "wire", "touched": "wire"}


def test_overlap_is_the_share_that_was_copied() -> None:
    """Of the copy's own runs of words, not of the original's."""
    wire = story(1)
    (match,) = Window().add([text("wire", "a", 0, wire), text("b", "b", 1, wire + " " + story(2, 120))]).values()
    assert 0.45 < match.overlap < 0.52
    (match,) = Window().add([text("wire", "a", 0, wire), text("b", "b", 1, " ".join(wire.split()[:70]))]).values()
    assert match.overlap == 1


def test_one_site_does_not_copy_itself() -> None:
    """A daily column with the same frame is no agency copy: near-duplicates are looked for across sites."""
    assert matched(text("one", "a", 0, story(1)), text("two", "a", 1, story(1))) == {}


def test_old_texts_are_forgotten() -> None:
    """A text that comes back after the window is an article of its own."""
    later = WINDOW / HOUR
    assert matched(text("one", "a", 0, story(1)), text("two", "b", later, story(1))) == {"two": "one"}
    assert matched(text("one", "a", 0, story(1)), text("two", "b", later + 0.01, story(1))) == {}
    chain = [text(str(day), str(day), 24 * day, story(1)) for day in range(9)]
    assert matched(*chain)["8"] == "5"  # of equals the earliest, within the window


def test_short_texts_are_left_alone() -> None:
    """«Retrouvez la vidéo de ce soir» on two sites says nothing."""
    assert matched(text("one", "a", 0, story(1, 20)), text("two", "b", 1, story(1, 20))) == {}


def test_case_and_typography_are_folded() -> None:
    """Other apostrophes, spaces and capitals are no other words."""
    plain = "L'eau monte dans le port de la ville, dit le maire."
    assert (shingles_of(plain) == shingles_of("L’EAU  monte dans\nle port de la ville : dit « le maire ».")).all()
    assert len(shingles_of("Trois petits mots")) == 0


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 5))
def test_batches_change_nothing(seed: int, size: int) -> None:
    """The window's matches do not depend on how many texts it is given at once."""
    chance = random.Random(seed)
    texts = [
        text(str(n), chance.choice("abc"), chance.randrange(200), story(chance.randrange(3), chance.randrange(20, 90)))
        for n in range(12)
    ]
    texts.sort(key=lambda one: (one.at, one.article_id))
    window = Window()
    found: dict[str, object] = {}
    for start in range(0, len(texts), size):
        found |= window.add(texts[start : start + size])
    assert found == Window().add(texts)


def test_clusters_follow_chains_to_the_origin() -> None:
    """A copy of a copy belongs to the first; the agency is the one most of them name."""
    places = clusters({"b": "a", "c": "b", "y": "x"}, {"a": None, "b": "AFP", "c": "AFP", "x": "Belga", "y": "ATS"})
    assert {one: (place.cluster_id, place.role, place.agency) for one, place in places.items()} == {
        "a": ("a", "origin", "AFP"),
        "b": ("a", "copy", "AFP"),
        "c": ("a", "copy", "AFP"),
        "x": ("x", "origin", "ATS"),
        "y": ("x", "copy", "ATS"),
    }


def test_one_text_of_a_site_is_one_article() -> None:
    """The address seen first stands for all; other sites and short texts have articles of their own."""

    def address(name: str, source: str, digest: str | None, hours: int) -> Address:
        return Address(name, f"https://x.fr/{name}", source, digest, "Titre", START, START + hours * HOUR)

    found = families(
        [
            address("late", "a", "t", 2),
            address("first", "a", "t", 0),
            address("tie", "a", "t", 2),
            address("elsewhere", "b", "t", 0),
            address("short", "a", None, 0),
            address("brief", "a", None, 0),
        ]
    )
    assert {one.article_id: one.hidden for one in found} == {
        "first": ("late", "tie"),
        "elsewhere": (),
        "short": (),
        "brief": (),
    }
    assert next(one for one in found if one.hidden).aliases == ("https://x.fr/late", "https://x.fr/tie")


def test_the_same_words_on_another_day_are_another_article() -> None:
    """A broadcast that announces itself in the same words each day, or what is read of pages behind a wall: not one row
    for all of them. An edited headline, or a date that was not read, leave an article what it is."""

    def address(name: str, title: str, day: int | None) -> Address:
        published = None if day is None else START + timedelta(days=day)
        return Address(name, f"https://x.fr/{name}", "a", "t", title, published, START + len(name) * HOUR)

    found = families(
        [
            address("un", "Le journal de midi", 0),
            address("deux", "Le journal de midi", 1),
            address("trois", "Autre chose", 3),
            address("edite", "Le maire démissionne", 5),
            address("edition", "Le maire s’en va", 5),
            address("une", "Le journal de « midi »", 0),
            address("sans", "Le journal de midi", None),
            address("aussi-sans", "Le journal de midi", None),
        ]
    )
    assert {one.article_id: one.hidden for one in found if one.hidden} == {
        "un": ("une",),
        "edite": ("edition",),
        "sans": ("aussi-sans",),
    }
    assert len(found) == 5


@given(st.lists(st.sets(st.integers(0, 2**64 - 1) | st.integers(0, 9).map(lambda n: n << 16), max_size=12), min_size=1))
def test_the_compiled_twin_finds_the_same_text_closest(sets: list[set[int]]) -> None:
    """Whichever of the two compares: the marks that spare most comparisons never hide a text, nor an equal one."""
    own, *others = (np.array(sorted(one), np.uint64) for one in sets)
    for least in (0.1, 0.5, 1.0):
        assert duplicates.closest(own, others, least) == references["shingles.closest"](own, others, least)


@given(st.text() | st.text("aé1 _-’\n\x0b\u00a0\u3000"))
def test_the_compiled_twin_gives_words_the_same_numbers(text: str) -> None:
    """CRC-32 of each word between blanks, and no word where there is none."""
    words = folded(text)
    assert duplicates.hashes_of(words).tolist() == references["shingles.hashes_of"](words).tolist()
