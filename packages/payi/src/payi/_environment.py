"""What importing the package looks at: whose package this is, and whether to log."""

import os
import sys

DEFAULT_BASE_URL = "http://127.0.0.1:8420"
"""Where a server runs by default: nothing is sent to other people's machines unless somebody says so."""


def refuse_vendor_distribution(search_path: list[str] | None = None) -> None:
    """Raises ImportError when the vendor's distribution `payi` is installed beside ours.

    Both fill the directory `payi`, so what is there is a mixture. Looked for by file name, because asking
    `importlib.metadata` would be most of the time this import takes.
    """
    for directory in sys.path if search_path is None else search_path:
        if any(name.startswith("payi-") and name.endswith(".dist-info") for name in _names_in(directory)):
            raise ImportError(
                f"The distributions `payi` (in {directory}) and `assay-payi` overwrite each other's files: "
                "run `pip uninstall payi assay-payi`, then `pip install assay-payi`"
            )


def _names_in(directory: str) -> list[str]:
    try:
        return os.listdir(directory or ".")  # noqa: PTH208 - pathlib is not otherwise needed to import this
    except OSError:
        return []


def configure_logging() -> None:
    """`PAYI_LOG=debug` or `info` sets up logging for the process and the level of the client's loggers."""
    level = {"debug": "DEBUG", "info": "INFO"}.get(os.environ.get("PAYI_LOG", ""))
    if level is None:
        return
    import logging

    logging.basicConfig(
        format="[%(asctime)s - %(name)s:%(lineno)d - %(levelname)s] %(message)s",
        datefmt="%Y-%m-%d %H:%M:%S",
    )
    for name in ("payi", "httpx", "httpx2"):
        logging.getLogger(name).setLevel(level)
