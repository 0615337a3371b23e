"""Referentials: an edition's tree, its checks and hashes, what changed from one edition to the next."""
