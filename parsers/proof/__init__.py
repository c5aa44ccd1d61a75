"""What the source leaves open → figures that the sums force, and the verdict on every sum.

Enters: a sheet and what its cells hold. Leaves: cells with their checks. Order: `glued` (the partings of a row that has
lost its borders) → `solve` (the joint choice that the sums allow) → `identities` (which sums hold, fail or stay open).
"""
