"""Open the explorer's notebook in JupyterLab: on this machine's own address, with Jupyter's token."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from caselib.casebook.store import open_casebook
from caselib.domain.periods import Month
from caselib.domain.reader import Audience
from caselib.domain.shipped import shipped

__all__ = ["prepare", "serve"]


def serve(casebook: Path, *, period: str = "", unit: str = "", audience: Audience = "internal") -> None:
    """Write the explorer's notebook with these parameters into a folder of its own, and open it."""
    with tempfile.TemporaryDirectory(prefix="caselib-") as folder:
        notebook = prepare(casebook, Path(folder), period=period, unit=unit, audience=audience)
        where = ["--ServerApp.ip=127.0.0.1", f"--ServerApp.root_dir={folder}"]
        subprocess.run([sys.executable, "-m", "jupyterlab", str(notebook), *where], check=False)


def prepare(casebook: Path, folder: Path, *, period: str = "", unit: str = "", audience: Audience = "internal") -> Path:
    """Write the notebook; the unit is known and the period is written as one before anything opens."""
    import nbformat
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    book = open_casebook(casebook, unit=unit, audience=audience)
    parameters = {
        "casebook": str(casebook.resolve()),
        "period": period or _latest(Month(book.data_date.year, book.data_date.month)),
        "unit": unit or book.units.top,
        "audience": audience,
        "language": "en",
    }
    source = load_notebook_node(str(shipped("notebooks") / "explore.ipynb"))
    made = parameterize_notebook(source, parameters, kernel_name="python3", language="python")
    place = folder / "explore.ipynb"
    nbformat.write(made, place)
    return place


def _latest(month: Month) -> str:
    """The year up to the quarter of the last month.

    >>> _latest(Month(2026, 9)), _latest(Month(2026, 2))
    ('2026Q1-Q3', '2026Q1')
    """
    quarter = (month.month + 2) // 3
    return f"{month.year}Q1" if quarter == 1 else f"{month.year}Q1-Q{quarter}"
