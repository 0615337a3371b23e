"""How pages say when a reading centre reads."""
