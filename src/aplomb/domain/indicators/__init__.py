"""Indicators: what is measured again and again, and what its variation says (domain.md §6)."""
