"""Evaluations: answers, results, readiness, verdict; every figure with its recipe."""
