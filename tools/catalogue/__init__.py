"""The catalogue compiler: two public price lists and an overlay kept by hand become one committed file.

`python -m tools.catalogue` reads, maps, fills, compares and writes; see docs/explanation/prices.md.
"""
