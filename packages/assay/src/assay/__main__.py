"""`python -m assay` is the `assay` command."""

from assay.cli import app

if __name__ == "__main__":
    app()
