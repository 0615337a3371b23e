"""Evaluations: one edition applied to one organisation, answered together, closed and frozen."""
