"""A process with the libraries loaded, from which the kernel of each notebook is forked.

`python -m caselib.reporting.zygote SOCKET`. Loading pandas, seaborn, statsmodels and DuckDB costs seconds, a fork costs
milliseconds, and every notebook still runs in a fresh process of its own. It ends when its standard input does; its
kernels, and what they started, end with it, also where it is killed.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import pkgutil
import select
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from caselib.errors import ParameterError
from caselib.reporting.family import MARK, Watch, end_family

__all__ = ["LEAST_MEMORY", "MEMORY", "MEMORY_VARIABLE", "PRELOAD", "memory_said", "serve"]

MEMORY = 4 * 2**30
"""Bytes that one notebook may take, unless the environment says another number under the name below."""
LEAST_MEMORY = 2
"""GiB without which no notebook can run: the libraries alone take 1.4."""
MEMORY_VARIABLE = "CASELIB_NOTEBOOK_MEMORY"
_kernels: dict[int, str] = {}

PRELOAD = (
    "IPython",
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.debugger",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "tornado.platform.asyncio",
    "tornado.queues",
    "duckdb",
    "matplotlib.figure",
    "matplotlib.backends.backend_svg",
    "pandas",
    "pandas.io.formats.string",
    "pyarrow.acero",
    "pyarrow.dataset",
    "pyarrow.parquet",
    "scipy.signal",
    "scipy.stats",
    "seaborn",
    "statsmodels.api",
    "statsmodels.regression.linear_model",
    "statsmodels.stats.proportion",
    "statsmodels.stats.sandwich_covariance",
    "caselib.casebook.store",
    "caselib.casebook.workbench",
)


def serve(path: str) -> None:
    """Load the libraries, then fork a kernel for each line of JSON that comes: argv, cwd, env; answer with its pid."""
    for name in (*PRELOAD, *_doors()):
        importlib.import_module(name)
    _exercise()
    # What is loaded stays: a kernel whose collector went through it all would have to copy it first.
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, _reap)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        server.listen()
        print("ready", flush=True)
        while True:
            ready, _, _ = select.select([server, sys.stdin], [], [])
            if sys.stdin in ready and not sys.stdin.readline():
                for kernel, mark in list(_kernels.items()):
                    end_family(kernel, mark)
                return
            if server in ready:
                _answer(server)


def memory_said() -> int:
    """Bytes that one notebook may take, as the environment says; raise `ParameterError` where it says no number."""
    said = os.environ.get(MEMORY_VARIABLE) or str(MEMORY)
    if not said.isdecimal() or int(said) < LEAST_MEMORY * 2**30:
        advice = f"bytes as a number, {LEAST_MEMORY} GiB or more: {MEMORY} is 4 GiB; or say --memory 4"
        raise ParameterError("this says no memory for a notebook", where=MEMORY_VARIABLE, got=said, advice=advice)
    return int(said)


def _doors() -> list[str]:
    import caselib
    import caselib.figures

    figures = sorted(part.name for part in pkgutil.iter_modules(caselib.figures.__path__))
    return [*dict.fromkeys(caselib._DOORS.values()), *(f"caselib.figures.{name}" for name in figures)]


def _exercise() -> None:
    """Do once what takes long the first time, so that no kernel has to: find fonts, read predicates, draw.

    Only what starts no thread: threads do not survive a fork.
    """
    import io

    import numpy as np
    import pandas as pd

    from caselib.figures.style import new, styled
    from caselib.measures.catalogue import MEASURES
    from caselib.stats.control_chart import p_prime
    from caselib.stats.funnel import funnel

    needed = [measure.needed for measure in MEASURES.values()]
    funnel(np.arange(5, 15), np.arange(20, 30), overdispersion="additive")
    p_prime(np.arange(5, 15), np.arange(20, 30)).points.to_dict("records")
    pd.DataFrame({"text": ["a", "b"], "n": [1, 2]}).groupby("text").sum()
    with styled():
        figure, drawn = new()
        drawn.plot(range(len(needed)), label="m")
        drawn.annotate("m", (0, 0))
        drawn.legend()
        figure.savefig(io.StringIO(), format="svg")


def _answer(server: socket.socket) -> None:
    asking, _ = server.accept()
    with asking, asking.makefile("rw", encoding="utf-8") as line:
        asked = json.loads(line.readline())
        parent, pid = os.getpid(), os.fork()
        if pid == 0:
            server.close()
            asking.detach()
            _kernel(asked, parent)
        _kernels[pid] = asked["env"][MARK]
        line.write(f"{pid}\n")


def _kernel(asked: dict[str, Any], parent: int) -> None:
    """In the child: become a kernel, and never come back."""
    code = 1
    try:
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.chdir(asked["cwd"])
        os.environ.update(asked["env"])
        _bound()
        os.dup2(os.open(os.devnull, os.O_RDWR), 0)
        from ipykernel.kernelapp import IPKernelApp

        # Given here: ipykernel reads JPY_PARENT_PID while it is imported, which was long before this fork. Its own
        # poller would end the kernel alone, and what that had started would stay.
        app = IPKernelApp.instance(parent_handle=parent, poller=Watch(parent, asked["env"][MARK]))
        app.init_poller = lambda: None  # type: ignore[method-assign]
        app.init_iopub = partial(_without_loss, app.init_iopub)  # type: ignore[method-assign]
        # What was typed is kept for a person's next session; here nobody types.
        app.initialize([*asked["argv"], "--HistoryManager.enabled=False"])
        app.start()
        code = 0
    finally:
        os._exit(code)


def _without_loss(bind: Callable[[Any], None], context: Any) -> None:
    """Let outputs wait until they are read: a socket drops, and tells nobody, what is more than its thousand."""
    import zmq

    context.setsockopt(zmq.SNDHWM, 0)
    bind(context)


def _bound() -> None:
    """Let this process have so much memory and no more: one notebook must not take it from all the others."""
    import resource

    limit = memory_said()
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    limit = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


def _reap(*_: object) -> None:
    with suppress(ChildProcessError):
        while ended := os.waitpid(-1, os.WNOHANG)[0]:
            _kernels.pop(ended, None)


if __name__ == "__main__":
    serve(sys.argv[1])
    # At once: an interpreter that is taken apart after so many forks reports as leaks what was frozen for them.
    os._exit(0)
