"""How often something may be tried in a name: counted by name, in bounded memory."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

from pyrate_limiter import InMemoryBucket, Rate, RateItem

MOST_NAMES = 10_000


@dataclass(slots=True)
class Throttle:
    """At most `most` tries by name within `within_ms`. The names longest not heard of are forgotten first."""

    most: int
    within_ms: int
    _buckets: OrderedDict[str, InMemoryBucket] = field(default_factory=OrderedDict[str, InMemoryBucket])
    _refused: dict[str, int] = field(default_factory=dict[str, int])

    def takes(self, name: str, now: int) -> bool:
        """Count a try, if it may be made."""
        bucket = self._buckets.pop(name, None) or InMemoryBucket([Rate(self.most, self.within_ms)])
        self._buckets[name] = bucket
        if len(self._buckets) > MOST_NAMES:
            forgotten, _ = self._buckets.popitem(last=False)
            self._refused.pop(forgotten, None)
        bucket.leak(now)
        return bucket.put(RateItem(name, now))

    def is_news(self, name: str, now: int) -> bool:
        """Whether a refusal in this name is the first within the time: what a log wants to hear once."""
        first = now >= self._refused.get(name, 0) + self.within_ms
        if first:
            self._refused[name] = now
        return first

    def forget(self, name: str) -> None:
        """Begin to count anew: the one who tried has shown who they are."""
        self._buckets.pop(name, None)
        self._refused.pop(name, None)
