"""Whether two pictures of a page show the same, seen from so far off that another build of the browser does not matter.

Both are made small: a difference of how letters are smoothed is gone then, and a line that sits a pixel lower almost
is. What is left is compared tile by tile, so that one card that is missing counts as much on a long page as on a
short one.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageChops, ImageFilter

KEPT = Path(__file__).parent / "snapshots"
UPDATE = os.environ.get("PORTAL_SNAPSHOTS") == "update"
SCALE = 4
"""How many pixels of the page, across and down, become one."""
TILE = 16
"""Pixels of the small picture, across and down, whose mean difference is one measurement."""
MOST_APART = 8
"""The most that the mean of a tile may differ in any colour, of 255."""


@dataclass(frozen=True)
class Difference:
    """How far two pictures are apart."""

    worst: int
    """The largest mean difference of a tile, of 255."""
    picture: Image.Image
    """Where they differ, in small: the brighter, the more."""

    @property
    def is_seen(self) -> bool:
        return self.worst > MOST_APART


def read(png: bytes) -> Image.Image:
    return Image.open(BytesIO(png)).convert("RGB")


def difference(one: Image.Image, other: Image.Image) -> Difference:
    """Compare two pictures. Where one is longer, the other counts as black below its end."""
    size = (max(one.width, other.width), max(one.height, other.height))
    apart = ImageChops.difference(_from_afar(one, size), _from_afar(other, size))
    return Difference(max(most for _least, most in apart.reduce(TILE).getextrema()), apart)


def check(png: bytes, name: str, kept_at: Path) -> None:
    """Fail if a page does not look as it did. What was seen is then kept in a folder, and named.

    With PORTAL_SNAPSHOTS=update, what is seen becomes what is expected.
    """
    seen, expected = read(png), KEPT / f"{name}.webp"
    if UPDATE:
        seen.save(expected, lossless=True)
        return
    assert expected.is_file(), f"there is no picture {expected.name}: take it with PORTAL_SNAPSHOTS=update"
    found = difference(Image.open(expected).convert("RGB"), seen)
    if found.is_seen:
        seen.save(kept_at / f"{name}.png")
        found.picture.save(kept_at / f"{name}-difference.png")
        raise AssertionError(
            f"{name} differs by {found.worst} of 255 where it differs most, {MOST_APART} are allowed: see {name}.png "
            f"and {name}-difference.png in {kept_at}, and {expected}. If it is meant: PORTAL_SNAPSHOTS=update"
        )


def _from_afar(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    whole = Image.new("RGB", size)
    whole.paste(picture)
    return whole.reduce(SCALE).filter(ImageFilter.GaussianBlur(1))
