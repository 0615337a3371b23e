"""Files that people send: what may come in, under which name, and what is never kept (reliability-security.md §10)."""
