"""Open the explorer as a page of its own (Voilà): on this machine's own address, with a token."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from caselib.casebook.store import open_casebook
from caselib.domain.label import Language
from caselib.domain.periods import Month, as_period
from caselib.domain.reader import Audience
from caselib.domain.shipped import shipped
from caselib.errors import ParameterError

__all__ = ["command", "environment", "prepare", "serve", "served"]

HERE = "127.0.0.1"
IDLE = 1800
"""Seconds after which a kernel whose page was closed is ended; until then a page that lost its line finds it again."""
LOOKS = 60
"""Seconds from one look for such kernels to the next."""
PLOTLY = "plotly.js"
"""Stands beside the notebook, and is the only file there that a page may ask for."""
PATIENCE = 15
"""Seconds that a server is given to end its kernels."""


def serve(
    casebook: Path,
    *,
    period: str = "",
    unit: str = "",
    audience: Audience = "internal",
    language: Language = "en",
    port: int = 0,
    browser: bool = True,
) -> None:
    """Write the explorer's notebook with these parameters into a folder of its own, and open it as a page."""
    if find_spec("voila") is None:
        raise ParameterError("the explorer's page is not installed", advice="install caselib[explore]")
    with tempfile.TemporaryDirectory(prefix="caselib-") as folder:
        notebook = prepare(casebook, Path(folder), period=period, unit=unit, audience=audience, language=language)
        asked = command(notebook, port=port) + ([] if browser else ["--no-browser"])
        # Ctrl-C is how it is ended; the server has it too, and ends by itself.
        with suppress(KeyboardInterrupt), _ended_with_us():
            server = subprocess.Popen(asked, env=environment())
            try:
                server.wait()
            finally:
                _end(server)


@contextmanager
def _ended_with_us() -> Iterator[None]:
    """Leave the block when this process is told to end; left to itself, it would end without a word to the server."""

    def end(number: int, _: object) -> None:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _end(server: subprocess.Popen[bytes]) -> None:
    """End a server and its kernels; what does not answer is stopped."""
    server.terminate()
    try:
        server.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


@contextmanager
def served(casebook: Path, folder: Path, **asked: Any) -> Iterator[str]:
    """Serve the page without opening it, and give its address with the token; it ends with the block."""
    with socket.socket() as free:
        free.bind((HERE, 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(16)
    line = [*command(prepare(casebook, folder, **asked), port=port), "--no-browser"]
    with (folder / "server.log").open("w", encoding="utf-8") as log:
        server = subprocess.Popen(line, env=environment() | {"JUPYTER_TOKEN": token}, stdout=log, stderr=log)
    try:
        for _ in range(300):
            with socket.socket() as door:
                if door.connect_ex((HERE, port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://{HERE}:{port}/?token={token}"
    finally:
        _end(server)


def command(notebook: Path, *, port: int = 0) -> list[str]:
    """The server's command: loopback alone, a token that it makes, a page that asks nothing of elsewhere, no code."""
    options = {
        "Voila.ip": HERE,
        "Voila.auto_token": "True",
        "VoilaConfiguration.template": "caselib",
        "VoilaConfiguration.strip_sources": "True",
        "VoilaConfiguration.show_tracebacks": "False",
        "MappingKernelManager.cull_idle_timeout": str(IDLE),
        "MappingKernelManager.cull_interval": str(LOOKS),
        "MappingKernelManager.cull_connected": "False",
        # The page loads plotly while the kernel starts; plotly's own part of JupyterLab would be a second one.
        "VoilaConfiguration.file_allowlist": f"['{PLOTLY}']",
        "VoilaConfiguration.extension_denylist": "['jupyterlab-plotly']",
        **({"port": str(port)} if port else {}),
    }
    return [sys.executable, "-m", "voila", str(notebook), *(f"--{name}={value}" for name, value in options.items())]


def environment() -> dict[str, str]:
    """The environment in which Voilà finds the page's own template, which loads plotly's script."""
    from caselib.drilldown.parts import HAS_PLOTLY

    here = str(Path(__file__).parent)
    paths = os.pathsep.join(filter(None, [here, os.environ.get("JUPYTER_PATH", "")]))
    return os.environ | {"JUPYTER_PATH": paths, HAS_PLOTLY: "yes"}


def prepare(
    casebook: Path,
    folder: Path,
    *,
    period: str = "",
    unit: str = "",
    audience: Audience = "internal",
    language: Language = "en",
) -> Path:
    """Write the notebook, and plotly's script beside it; what is no unit or no period is said before anything opens."""
    import nbformat
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook
    from plotly.offline import get_plotlyjs

    if audience == "public":
        raise ParameterError("the explorer is not for the public", advice="give out a report instead")
    book = open_casebook(casebook, unit=unit, audience=audience, language=language)
    parameters = {
        "casebook": str(casebook.resolve()),
        "period": str(as_period(period)) if period else _latest(Month(book.data_date.year, book.data_date.month)),
        "unit": unit or book.units.top,
        "audience": audience,
        "language": language,
    }
    source = load_notebook_node(str(shipped("notebooks") / "explore.ipynb"))
    source.cells = [cell for cell in source.cells if f"lang-{_OTHER[language]}" not in cell.metadata.get("tags", [])]
    source.cells.append(nbformat.v4.new_code_cell(SETTLED, metadata={"tags": []}))
    made = parameterize_notebook(source, parameters, kernel_name="python3", language="python")
    place = folder / "explore.ipynb"
    nbformat.write(made, place)
    (folder / PLOTLY).write_text(get_plotlyjs(), encoding="utf-8")
    return place


SETTLED = "import gc\n\ngc.freeze()"
"""What was loaded stays as long as the page: to search all of it for what may go stops a click for up to 240 ms."""

_OTHER: dict[Language, Language] = {"en": "zh", "zh": "en"}


def _latest(month: Month) -> str:
    """The year up to the quarter of the last month.

    >>> _latest(Month(2026, 9)), _latest(Month(2026, 2))
    ('2026Q1-Q3', '2026Q1')
    """
    quarter = (month.month + 2) // 3
    return f"{month.year}Q1" if quarter == 1 else f"{month.year}Q1-Q{quarter}"
