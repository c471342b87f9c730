"""The vendor's own `payi` distribution installs over our client's files: noticed here, before anything is
imported.
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, distribution

from assay.exits import Exit, Stop


def refuse_vendor_client() -> None:
    """Raises Stop (`VENDOR_CLIENT`) when the distribution `payi` is installed beside `assay-payi`."""
    try:
        version = distribution("payi").version
    except PackageNotFoundError:
        return
    raise Stop(
        Exit.VENDOR_CLIENT,
        f"the distributions payi {version} and assay-payi are both installed and overwrite each other; "
        "run `pip uninstall -y payi` and then `pip install --force-reinstall assay-payi`",
    )
