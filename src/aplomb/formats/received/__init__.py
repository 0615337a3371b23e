"""Files that people send, looked at before anything of them is kept (reliability-security.md §10)."""
