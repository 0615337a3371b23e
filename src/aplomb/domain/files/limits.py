"""How much of a file is taken, in bytes and in parts (reliability-security.md §10)."""

KIB, MIB = 1024, 1024 * 1024
MOST_BYTES = 25 * MIB
MOST_AT_ONCE = 50  # files sent together
MOST_ENTRIES = 5_000
MOST_UNPACKED = 200 * MIB
MOST_RATIO = 100
# Below this, a ratio says nothing: a blank sheet deflates to almost nothing.
RATIO_FROM = MIB
MOST_PAGES = 1_000
MOST_PIXELS = 50_000_000
AFTER_THE_END = KIB  # what may follow a PDF's last %%EOF
CPU_SECONDS = 20
MEMORY = 512 * MIB
UPLOADS_A_DAY, UPLOADS_AN_HOUR = 200, 60
MOST_FILES_AN_EVALUATION, MOST_BYTES_AN_EVALUATION = 500, 2 * 1024 * MIB
