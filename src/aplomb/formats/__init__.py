"""Files in and out: YAML, Excel, CSV, JSON. Every problem comes with its place and its mend."""
