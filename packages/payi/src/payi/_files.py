from pathlib import Path


def file_from_path(path: str) -> tuple[str, bytes]:
    """The name and the bytes of a file, as an HTTP client uploads them."""
    file = Path(path)
    return file.name, file.read_bytes()
