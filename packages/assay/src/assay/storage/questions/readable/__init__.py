"""A question as SQL that a person can read, in the dialect of DuckDB, over files that anybody may fetch.

It knows the columns of the files (`docs/reference/questions.md`), where every row is a request or a score as
it stands, and nothing of signs, spools or hashes. Its figures are those of the answer; a percentile is exact,
where an answer about more than 100,000 requests is within a hundredth.
"""

from __future__ import annotations

from assay.storage.questions.readable.statement import readable_sql

__all__ = ["readable_sql"]
