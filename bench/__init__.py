"""The benchmarks behind the budgets (architecture.md): measured here, never by a timed test."""
