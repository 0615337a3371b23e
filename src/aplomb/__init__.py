"""Aplomb: quality evaluation and labelling in medical imaging and teleradiology."""

__version__ = "0.1.0"
