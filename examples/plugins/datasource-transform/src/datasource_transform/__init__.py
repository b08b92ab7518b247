"""Serves transformed rows as tables."""
