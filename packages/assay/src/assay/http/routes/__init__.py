"""A file per collection of the API."""

from assay.http import segments as _segments  # noqa: F401 - `{name:segment}` in a route is known from here on
