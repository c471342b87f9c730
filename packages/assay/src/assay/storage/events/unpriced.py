"""Lines of usage that were recorded without a price."""

from __future__ import annotations

from assay.domain.unpriced import UnpricedUsage
from assay.storage.events.lookups import conditions
from assay.storage.events.snapshots import Snapshot
from assay.storage.ports import Search
from assay.storage.questions.reader import Params


def unpriced(snapshot: Snapshot, wanted: Search) -> list[UnpricedUsage]:
    """Lines without a price in the requests of a search, those of most requests first."""
    params = Params(snapshot.fragments)
    without = "list_filter(map_keys(units), lambda line: NOT list_contains(map_keys(unit_costs), line))"
    lines = (
        f"SELECT category, resource, unnest({without}) AS line, sign, ts, units"
        f" FROM {snapshot.source('events')}"
        f" WHERE unpriced > 0 AND {conditions(snapshot, wanted, params)}"
    )
    statement = (
        "SELECT category, resource, line, sum(sign)::BIGINT, sum(units[line])::BIGINT, min(ts), max(ts)"
        f" FROM ({lines}) GROUP BY category, resource, line HAVING sum(sign) > 0"
        " ORDER BY sum(sign) DESC, category, resource, line"
    )
    return [UnpricedUsage(*row) for row in snapshot.rows(statement, params.values)]
