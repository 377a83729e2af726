"""Where a compiled twin (``ingest/native``) and the Python that it stands in for disagree on a page. For tests, fuzzing
and whoever changes one of the two."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from importlib import import_module
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from ingest import native
from ingest.markup import end_before_attributes, harmless
from ingest.parsers.body import headline_at
from ingest.parsers.collecting import collect
from ingest.parsers.features import context_of, features_of
from ingest.parsers.tree import Tree
from ingest.parsers.trees import load

MODULES = ("decoding", "markup", "scoring", "shingles", "text", "walking")


def compiled() -> bool:
    """Whether the twins were built."""
    try:
        for name in MODULES:
            import_module(f"ingest.native.{name}")
    except ImportError:
        return False
    return True


def differences(markup: str | bytes) -> list[str]:
    """What the twins make otherwise of a page, given as text or as valid UTF-8; empty when they agree."""
    text = markup.decode("latin-1") if isinstance(markup, bytes) else markup
    page = LexborHTMLParser(_parsable(harmless(markup) or "<html></html>"))
    return [*_differences(text, page), *_said_by_code(markup, page)]


def _said_by_code(markup: str | bytes, page: LexborHTMLParser) -> Iterator[str]:
    """What a page says otherwise where its scripts, styles and drawings were cut out."""
    shorter = LexborHTMLParser(_parsable(harmless(markup, code=False) or "<html></html>"))
    if page.root is None or shorter.root is None:
        return
    whole, cut = Tree(), Tree()
    _twin("walking", "collect")(page.root, whole)
    _twin("walking", "collect")(shorter.root, cut)
    for field in fields(Tree):
        one, other = getattr(whole, field.name), getattr(cut, field.name)
        if one != other:
            yield f"without code: {field.name}: {_first_difference(one, other)}"


def _parsable(markup: str | bytes) -> str | bytes:
    return markup.encode("utf-8", "replace") if isinstance(markup, str) else markup


def _differences(text: str, page: LexborHTMLParser) -> Iterator[str]:
    tags, many = _twin("markup", "glance")(text)
    if tags != text.count("<"):
        yield f"glance: {tags} tags"
    if many != (end_before_attributes(text) < len(text)):
        yield f"glance: {'' if many else 'not '}too many attributes"
    ours, theirs = Tree(), Tree()
    if page.root is None:
        return
    collect(page.root, ours)
    _twin("walking", "collect")(page.root, theirs)
    for field in fields(Tree):
        one, other = getattr(ours, field.name), getattr(theirs, field.name)
        if one != other:
            yield f"collect: {field.name}: {_first_difference(one, other)}"
    title_at = headline_at(ours, ours.title)
    context = context_of(ours, title_at)
    if context != _twin("scoring", "context_of")(ours, title_at):
        yield "context_of"
    rows, others = features_of(ours, context, title_at), _twin("scoring", "features_of")(ours, context, title_at)
    if rows != others:
        yield f"features_of: {_first_difference(rows, others)}"
    stages = load("body_model.json")
    scores = native.references["scoring.scores_of"](ours, context, title_at, stages)
    if scores != _twin("scoring", "scores_of")(ours, context, title_at, stages):
        yield "scores_of"
    for name in ("clean", "fold"):
        reference, twin = native.references[f"text.{name}"], _twin("text", name)
        for segment in ours.segments:
            if reference(segment.text) != twin(segment.text):
                yield f"{name}: {segment.text[:80]!r}"
                break


def _twin(module: str, name: str) -> Any:
    return getattr(import_module(f"ingest.native.{module}"), name)


def _first_difference(one: Any, other: Any) -> str:
    if isinstance(one, list) and isinstance(other, list):
        for number, (left, right) in enumerate(zip(one, other, strict=False)):
            if left != right:
                return f"number {number}: {str(left)[:200]} but {str(right)[:200]}"
        return f"{len(one)} but {len(other)}"
    return f"{str(one)[:200]} but {str(other)[:200]}"
