"""Documents: a site's inventory of what should exist on paper."""
