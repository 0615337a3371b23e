"""The journal: one append-only, hash-chained stream of events per aggregate (architecture.md, decision 4)."""
