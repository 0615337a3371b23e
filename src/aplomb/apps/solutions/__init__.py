"""Solutions of teleradiology: who takes part in them, which hours they cover, under which contracts."""
