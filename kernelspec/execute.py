"""Runs a notebook in place without a browser and writes an HTML page beside it.

Usage: python execute.py NOTEBOOK

Whatever a cell does, the notebook is written as far as it came; the exit status is 1 when a cell failed.
"""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbconvert import HTMLExporter


def execute(path: Path) -> int:
    notebook = nbformat.read(path, as_version=4)
    kernel = notebook.metadata.get("kernelspec", {}).get("name", "taipan")
    client = NotebookClient(
        notebook, kernel_name=kernel, timeout=None, resources={"metadata": {"path": str(path.parent)}}
    )
    status = 0
    try:
        client.execute()
    except CellExecutionError as error:
        print(error, file=sys.stderr)
        status = 1
    nbformat.write(notebook, path)
    page, _ = HTMLExporter(embed_images=True).from_filename(str(path))
    html = path.with_suffix(".html")
    html.write_text(page, encoding="utf-8")
    print(f"taipan: executed notebook: {path}\ntaipan: page: {html}")
    return status


if __name__ == "__main__":
    sys.exit(execute(Path(sys.argv[1]).resolve()))
