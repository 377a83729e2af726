"""The language a text is written in, checked against what its page claims.

A page's ``lang`` is right as a rule, and sometimes a leftover of its template. Counting small words («le», «der»,
«the») settles the common European languages in a tenth of a millisecond; py3langid is asked only where a doubt is left.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import Any

from ingest import native

_SAMPLE = 1_500
_HEAD = 600
"""Characters that are enough to bear a page's claim out; to refute it, or to answer without one, takes the sample."""
_LEAST_WORDS = 12
_LEAST_LETTERS = 40
_CLEAR_SHARE = 0.18
"""Share of a language's small words among all words from which it is settled …"""
_CLEAR_LEAD = 1.35
"""… when it has this many times those of the next language."""
_CLAIMED_SHARE, _CLAIMED_LEAD = 0.10, 1.2
"""The same where the page claims this language: names and numbers make small words rare, and the model is only asked
where two say different things."""
_SURE = 0.9
"""py3langid's own probability from which it overrules the page's claim."""

_word = re.compile(r"[^\W\d_]+")
# Letters of one language alone, and the share of a text from which they settle it (Japanese is mostly Chinese ones).
_scripts = (
    ("ja", re.compile("[\u3040-\u30ff]"), 0.05),
    ("ko", re.compile("[\uac00-\ud7af]"), 0.25),
    ("zh", re.compile("[\u4e00-\u9fff]"), 0.25),
    ("el", re.compile("[\u0370-\u03ff]"), 0.25),
    ("he", re.compile("[\u05d0-\u05ea]"), 0.25),
    ("th", re.compile("[\u0e01-\u0e5b]"), 0.25),
)
_other_script = re.compile("[\u0370-\u03ff\u05d0-\u05ea\u0e01-\u0e5b\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
# Codes that mean the same, or languages that no detector tells apart in a short text: the page's claim stands.
_alike = {
    code: group
    for group in (
        frozenset({"no", "nb", "nn", "da"}),
        frozenset({"hr", "sr", "bs", "sh", "me", "cnr"}),
        frozenset({"id", "in", "ms"}),
        frozenset({"zh", "cmn", "yue"}),
        frozenset({"he", "iw"}),
        frozenset({"fil", "tl"}),
        frozenset({"fa", "prs"}),
        frozenset({"ro", "mo"}),
        frozenset({"ar", "arz", "ary", "apc"}),
        frozenset({"fr", "frp", "wa", "oc", "gcf", "ht"}),
        frozenset({"es", "gl", "ast"}),
        frozenset({"pt", "gl"}),
        frozenset({"de", "gsw", "lb", "nds", "als"}),
        frozenset({"cs", "sk"}),
    )
    for code in group
}
_tag = re.compile(r"^([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?(?:[-_.].*)?$")


def detect(text: str, claimed: str | None) -> str | None:
    """BCP 47 tag of the text: the page's claim in its regular form («fr-CA») when the text bears it out or is too short
    to tell, else the primary subtag of the language found; None when neither says anything.

    ``claimed`` is the page's ``html lang`` (or ``og:locale``, «fr_FR»).
    """
    claim = _regular(claimed)
    own = claim.split("-")[0] if claim else None
    sample = text[:_SAMPLE]
    if own and len(sample) > _HEAD and _bears_out(_found(sample[:_HEAD], own), own):
        return claim
    found = _found(sample, own)
    return claim if found is None or (own and _bears_out(found, own)) else found


def _bears_out(found: str | None, own: str) -> bool:
    return found == own or found in _alike.get(own, ())


def _regular(tag: str | None) -> str | None:
    """«fr_fr» → «fr-FR»; None for what is no language tag."""
    match = _tag.match(tag.strip()) if tag else None
    if match is None or match[1].lower() in ("und", "xx", "mul", "zxx"):
        return None
    parts = [match[1].lower(), match[2].title() if match[2] else "", match[3].upper() if match[3] else ""]
    return "-".join(part for part in parts if part)


def _found(sample: str, claim: str | None) -> str | None:
    """The language of a sample, None when there is too little of it or too much doubt."""
    words, letters, counts = small_words(sample.lower(), _languages_of())
    if letters < _LEAST_LETTERS:
        return None
    if _other_script.search(sample):
        for code, own, share in _scripts:
            if len(own.findall(sample)) > share * len(sample):
                return code
    if words < _LEAST_WORDS:
        return None
    return _by_small_words(words, counts, claim) or _by_model(sample, claim)


@native.twin("text")
def small_words(text: str, languages: dict[str, tuple[str, ...]]) -> tuple[int, int, dict[str, int]]:
    """How many words a text in small letters has, and letters in them; and of each language how many of these are its
    small words, in the order in which the languages are met."""
    words = _word.findall(text)
    known = filter(None, map(languages.get, words))
    return len(words), sum(map(len, words)), dict(Counter(chain.from_iterable(known)))


def _by_small_words(words: int, counts: dict[str, int], claim: str | None) -> str | None:
    best = max(counts, key=counts.__getitem__, default="")
    # Danish and Norwegian share their small words: which of them it is does not matter where the page claims either.
    near = _alike.get(claim or "", frozenset())
    as_claimed = best == claim or best in near
    share, lead = (_CLAIMED_SHARE, _CLAIMED_LEAD) if as_claimed else (_CLEAR_SHARE, _CLEAR_LEAD)
    if not best or counts[best] < share * words:
        return None
    rivals = (times for code, times in counts.items() if code != best and not (best in near and code in near))
    return best if counts[best] >= lead * max(rivals, default=0) else None


def _by_model(sample: str, claim: str | None) -> str | None:
    code, sure = model().classify(sample)
    return str(code) if code == claim or sure >= _SURE else None


@cache
def model() -> Any:
    """py3langid's, with normalised probabilities: half a second and 76 MB to load; a worker that writes forgets it."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@cache
def _languages_of() -> dict[str, tuple[str, ...]]:
    table = tomllib.loads(files("ingest.parsers").joinpath("data/function_words.toml").read_text("utf-8"))
    languages: dict[str, list[str]] = {}
    for code, words in table.items():
        for word in words:
            languages.setdefault(word, []).append(code)
    return {word: tuple(codes) for word, codes in languages.items()}
