"""Documents: the states of an inventory line, and the documentary report."""
