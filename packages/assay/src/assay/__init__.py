"""Assay: what your AI costs, and what it is worth."""
