"""An article as JSON, text or Markdown."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from ingest.model import Article, Block, BlockKind


def as_dict(article: Article) -> dict[str, Any]:
    """All fields in the order of the class, with ``text`` and ``paywalled``; instants as ISO 8601."""
    fields = asdict(article)
    fields["paywalled"] = article.paywalled
    fields["text"] = article.text
    plain: dict[str, Any] = _plain(fields)
    return plain


def as_json(article: Article) -> str:
    return json.dumps(as_dict(article), ensure_ascii=False, indent=2)


def as_text(article: Article) -> str:
    """Headline, standfirst and text, parted by blank lines."""
    return "\n\n".join(part for part in (article.title, article.standfirst, article.text) if part)


def as_markdown(article: Article) -> str:
    """Headline, byline, standfirst and blocks as CommonMark."""
    parts = [f"# {_escape(article.title)}" if article.title else ""]
    signed = ", ".join(article.authors)
    dated = article.published_at.isoformat() if article.published_at else ""
    byline = " · ".join(
        part for part in (signed, article.agency if article.agency not in article.authors else "", dated) if part
    )
    parts.append(f"*{_escape(byline)}*" if byline else "")
    parts.append(f"**{_escape(article.standfirst)}**" if article.standfirst else "")
    lines = "\n".join(_markdown(block) for block in article.blocks)
    parts.append(lines.strip())
    return "\n\n".join(part for part in parts if part)


def _markdown(block: Block) -> str:
    text = _escape(block.text)
    match block.kind:
        case BlockKind.CROSSHEAD:
            return f"\n## {text}\n"
        case BlockKind.LIST_ITEM:
            return f"- {text}"
        case BlockKind.QUOTE:
            return f"\n> {text}\n"
        case BlockKind.QUESTION:
            return f"\n**{text}**\n"
        case BlockKind.CODE:
            return f"\n```\n{block.text}\n```\n"
        case BlockKind.TABLE_ROW:
            return f"| {text} |"
        case _:
            return f"\n{text}\n"


def _escape(text: str | None) -> str:
    """Characters that Markdown would take for markup, at least where it matters in prose."""
    out = text or ""
    for character in "\\`*_<>#[]":
        out = out.replace(character, "\\" + character)
    return out


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value
