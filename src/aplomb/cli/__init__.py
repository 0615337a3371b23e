"""The `aplomb` command. Exit status: 0 done, 1 a check failed, 2 wrong use or bad input, 3 the environment."""

from aplomb.cli.program import main

__all__ = ["main"]
