"""The shell: one Django app an area, in the order of a file's life."""
