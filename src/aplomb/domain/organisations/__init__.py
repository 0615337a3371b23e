"""Organisations: kinds, and how they belong to one another."""
