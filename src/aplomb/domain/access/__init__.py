"""Who may do what: roles, relations, and the rights matrix as data."""
