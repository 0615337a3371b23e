"""The demonstration world: invented sites and people, evaluations over two years, the same at each making."""
