"""Figures stated in the narrative → claims: the span, the number and its counter, what is counted, what the tables say.

The facts stand in `claims.toml`. A wording that leaves open what, whose or when is "uncertain".
"""

from parsers.narrative.claims.compare import check_claims, claim_issues
from parsers.narrative.claims.facts import SUBJECTS
from parsers.narrative.claims.find import MOST_FIGURES, find_claims

__all__ = ["MOST_FIGURES", "SUBJECTS", "check_claims", "claim_issues", "find_claims"]
