"""Improvement: what an evaluation proposes to do first, and why."""
