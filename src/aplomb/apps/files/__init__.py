"""Files that people send: received, judged, kept by their hash, served."""
