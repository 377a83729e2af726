"""Site rules: selectors for single sites, as data of the user's. Ingest brings none.

A rule speaks first: what it finds is taken, with ``site_rule`` as the method in ``provenance``. Where it finds nothing,
the page is read as every other one, and ``provenance`` says that the rule was silent.
"""

from ingest.parsers.site_rules.rule import Selector, SiteRule, SiteRules
from ingest.parsers.site_rules.tables import overlaps, parse_rules

__all__ = ["Selector", "SiteRule", "SiteRules", "overlaps", "parse_rules"]
