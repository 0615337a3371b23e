"""The rules of the trade: plain Python, no framework, no file, no clock."""
