"""Labels: a label's rules as data, and a candidate's way through them."""
