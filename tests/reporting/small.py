"""Notebooks of a few lines, for tests of how batches run rather than of what reports say."""

from __future__ import annotations

from pathlib import Path

import nbformat

PARAMETERS = "\n".join(f'{name} = "x"' for name in ("casebook", "period", "unit", "audience", "language"))
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}


def notebooks(folder: Path, **cells: str) -> Path:
    """Write one notebook for each name, in this order, with the cell as its only code."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, (name, code) in enumerate(cells.items()):
        head = nbformat.v4.new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]})
        made = [nbformat.v4.new_markdown_cell("# Title"), head, nbformat.v4.new_code_cell(code)]
        nbformat.write(nbformat.v4.new_notebook(cells=made, metadata=KERNEL), folder / f"{number}0_{name}.ipynb")
    return folder
