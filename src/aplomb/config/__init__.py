"""Settings, addresses, database, server: how the rooms are wired together."""
