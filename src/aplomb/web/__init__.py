"""The web floor: base templates, components, style sheets, ES modules, icons, and what every page goes through."""
