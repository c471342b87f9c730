"""The import paths that published examples use."""
