"""A file per collection of the API."""

from assay.http import segments

segments.register()
