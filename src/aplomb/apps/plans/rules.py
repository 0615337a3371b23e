"""The label's rules on plans: how many themes at a time, how long (interfaces.md §7)."""

from functools import cache

from aplomb.domain.applications.scheme import PlanRules
from aplomb.formats.scheme import shipped_schemes


@cache
def plan_rules() -> PlanRules:
    """Those of the label that ships, the first by its code where there are several."""
    schemes = shipped_schemes()
    return schemes[min(schemes)].plan
