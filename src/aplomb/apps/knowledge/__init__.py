"""The base of best-practice sheets and ready-made tools, searchable in French."""
