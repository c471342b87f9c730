"""A Bloom filter that looks at one 64-bit word per key.

A key is known by 64 bits of its hash: the low ones choose the word, the top twelve choose five of the word's
bits. With three to four keys a word, one key in five hundred that is not there seems to be. Source: Putze,
Sanders and Singler, "Cache-, Hash- and Space-Efficient Bloom Filters" (2007), the blocked filter with
patterns.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable
from hashlib import blake2b

_KEYS_PER_WORD = 4
_BITS = 5


def _pattern(number: int) -> int:
    """`_BITS` different bits of a word, the same on every machine for ever: stored filters depend on them."""
    bits = dict.fromkeys(byte & 63 for byte in blake2b(number.to_bytes(2, "little")).digest())
    return sum(1 << bit for bit in list(bits)[:_BITS])


PATTERNS = [_pattern(number) for number in range(4096)]
"""The bits of a key whose hash has these top twelve bits."""


class Filter:
    """Which keys may have been added. `words[hash & top] & pattern == pattern` asks, written out where it is
    hot.
    """

    __slots__ = ("top", "words")

    def __init__(self, words: array[int]) -> None:
        self.words = words
        self.top = len(words) - 1

    @classmethod
    def with_room_for(cls, keys: int) -> Filter:
        """An empty filter: a power of two of words, three to four keys each when it is full (or fewer)."""
        size = 1 << max(keys // _KEYS_PER_WORD - 1, 0).bit_length()
        return cls(array("Q", bytes(8 * size)))

    @classmethod
    def from_bytes(cls, stored: bytes) -> Filter:
        """What `to_bytes` made."""
        words = array("Q", stored)
        if sys.byteorder == "big":
            words.byteswap()
        return cls(words)

    def to_bytes(self) -> bytes:
        """The words, little-endian."""
        words = self.words[:]
        if sys.byteorder == "big":
            words.byteswap()
        return words.tobytes()

    def add(self, hashes: Iterable[int]) -> None:
        """Add keys by their hashes."""
        words, top = self.words, self.top
        for one in hashes:
            words[one & top] |= PATTERNS[one >> 52]
