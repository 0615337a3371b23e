"""Indicators of a site: what is measured, its measures, control charts with their signals explained."""
