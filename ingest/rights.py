"""What publishers say of the use of a page, added up. Pure; shared by those who fetch and those who read.

TDMRep (TDM Reservation Protocol, W3C community group report of 2024) has three carriers that are read one after the
other: ``/.well-known/tdmrep.json``, the response headers, the page's meta tags. A later one overrides an earlier one,
one that says nothing changes nothing, and values other than 0 and 1 say nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from ingest.model import Rights
from ingest.settings import TdmPolicy
from ingest.urls import try_request

RESTRICTING = frozenset(
    {"noindex", "none", "noarchive", "nocache", "nosnippet", "noimageindex", "noai", "noimageai", "noml"}
)
"""Tokens of X-Robots-Tag and meta robots that restrict the use of a page's content. ``nofollow`` speaks of links,
``notranslate`` of display."""

Carrier = Literal["file", "header", "meta"]


def reservation(value: object) -> bool | None:
    """What the value of a ``tdm-reservation`` says: reserved, not reserved, or nothing."""
    if isinstance(value, bool):
        return None
    return {"1": True, "0": False}.get(str(value).strip())


def override(rights: Rights, carrier: Carrier, value: object, policy: str | None, url: str | None) -> Rights:
    """``rights`` with what a later carrier says; unchanged where it says nothing.

    ``value`` and ``policy`` are the carrier's own words, ``url`` is where they stand: the evidence, and what a relative
    policy resolves on.
    """
    reserved = reservation(value)
    if reserved is None:
        return rights
    named = (try_request(policy, url) if policy else None) or rights.tdm_policy
    kept = named if reserved else None
    return replace(
        rights,
        tdm_reserved=reserved,
        tdm_carrier=carrier,
        tdm_url=url,
        tdm_policy=kept,
        tdm_permitted=rights.tdm_permitted if kept == rights.tdm_policy else None,
    )


def kept_out(rights: Rights, tdm: TdmPolicy) -> bool:
    """Whether a page with these rights is left alone."""
    if not rights.tdm_reserved or tdm is TdmPolicy.RECORD:
        return False
    return tdm is TdmPolicy.SKIP or not rights.tdm_permitted


def reservation_words(rights: Rights) -> str:
    """Why a reserved page is left alone, for a person."""
    policy = f", see {rights.tdm_policy}" if rights.tdm_policy else ""
    return f"text and data mining reserved ({rights.tdm_carrier}){policy}: with leave, use --tdm record"
