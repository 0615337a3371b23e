"""Organisations, who belongs to them, how they belong to one another, and the policy that follows from it."""
