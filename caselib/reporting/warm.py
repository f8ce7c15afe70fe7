"""Kernels forked from a warm process, behind papermill's engine interface: `papermill ... --engine caselib`."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import zmq
from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import Integer, Type

from caselib.reporting.collected import PATIENCE, client
from caselib.reporting.family import MARK, end_family
from caselib.reporting.zygote import MEMORY_VARIABLE, memory_said

__all__ = ["NAME", "begin", "register", "supported"]

NAME = "caselib"


@cache
def supported() -> bool:
    """Whether this system can fork, watch a process that is not its child, and say what a process started."""
    if not (hasattr(os, "fork") and hasattr(socket, "AF_UNIX") and hasattr(os, "pidfd_open")):
        return False
    try:
        # A kernel may lack what its libraries know; a container may have no /proc, or show it to nobody.
        os.close(os.pidfd_open(os.getpid()))
        return bool(Path(f"/proc/{os.getpid()}/environ").read_bytes())
    except OSError:
        return False


class _Zygote:
    """The warm process of this one, started when it is first asked, ended with it."""

    def __init__(self) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="caselib-")
        self.socket = str(Path(self.folder.name) / "zygote")
        # One thread each: kernels run side by side, and threads of a numeric library do not survive a fork.
        quiet = {"PYDEVD_DISABLE_FILE_VALIDATION": "1"}
        alone = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"} | quiet
        self.process = subprocess.Popen(
            [sys.executable, "-m", "caselib.reporting.zygote", self.socket],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=os.environ | alone, text=True,
        )  # fmt: skip
        assert self.process.stdout is not None
        if self.process.stdout.readline().strip() != "ready":
            raise RuntimeError("the warm process did not start")

    def fork(self, argv: list[str], cwd: str, env: dict[str, str]) -> int:
        """Have a kernel forked, and give its process number."""
        with socket.socket(socket.AF_UNIX) as asking:
            asking.connect(self.socket)
            with asking.makefile("rw", encoding="utf-8") as line:
                line.write(json.dumps({"argv": argv, "cwd": cwd, "env": env}) + "\n")
                line.flush()
                return int(line.readline())

    def bury(self) -> None:
        """Let go of what is left of one that has ended; its kernels have ended with it."""
        for stream in (self.process.stdin, self.process.stdout):
            if stream:
                stream.close()
        self.folder.cleanup()


_lock = threading.Lock()
_zygotes: dict[int, _Zygote] = {}


def _zygote() -> _Zygote:
    with _lock:
        kept = _zygotes.get(os.getpid())
        if kept and kept.process.poll() is not None:
            kept.bury()
            kept = None
        if kept is None:
            kept = _zygotes[os.getpid()] = _Zygote()
        return kept


def begin() -> None:
    """Have the warm process load its libraries while this one loads its own."""

    def start() -> None:
        # Who needs it starts it again, and says what is wrong.
        with suppress(OSError, RuntimeError):
            _zygote()

    if supported():
        threading.Thread(target=start, name="caselib-warm", daemon=True).start()


class _Forked:
    """What a provisioner needs of a process that is not its child."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        try:
            self._watch = os.pidfd_open(pid)
        except OSError:
            # Gone already: what it was to run says so by its silence.
            self._watch, self.returncode = -1, 0

    def poll(self) -> int | None:
        """Give 0 once it has ended; how it ended only its parent knows."""
        if self.returncode is None and select.select([self._watch], [], [], 0)[0]:
            os.close(self._watch)
            self.returncode = 0
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended."""
        if self.returncode is None:
            select.select([self._watch], [], [], timeout)
        return self.poll() or 0

    def send_signal(self, signum: int) -> None:
        """Send it a signal, if it is still there."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signum)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


class _Provisioner(LocalProvisioner):
    """Launches a kernel by a fork instead of a new interpreter."""

    mark, started = "", 0

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Fork a kernel for the connection file in the command."""
        argv = cmd[cmd.index("-f") :]
        env = {name: value for name, value in kwargs.get("env", {}).items() if os.environ.get(name) != value}
        env[MEMORY_VARIABLE] = str(getattr(self.parent, "memory", 0) or memory_said())
        self.mark = env[MARK] = os.urandom(8).hex()
        pid = _zygote().fork(argv, str(kwargs.get("cwd") or Path.cwd()), env)
        self.process, self.pid, self.pgid, self.started = _Forked(pid), pid, pid, pid
        self.cwd = kwargs.get("cwd")
        return self.connection_info

    async def cleanup(self, restart: bool = False) -> None:
        """End what the kernel started, whether it was ended or has died."""
        kernel, self.started = self.started, 0
        if kernel:
            end_family(kernel, self.mark)
        await super().cleanup(restart)


class _Client(AsyncKernelClient):
    """A client of kernels on this machine that were ready before they were asked for."""

    def _create_connected_socket(self, channel: str, identity: bytes | None = None) -> Any:
        # A kernel that has not yet opened its sockets is asked again after this time, not after a tenth of a second.
        self.context.setsockopt(zmq.RECONNECT_IVL, int(PAUSE * 1000))
        # What waits beyond these waits in the kernel, whose memory is bounded, and not in this process.
        self.context.setsockopt(zmq.RCVHWM, WAITING)
        return super()._create_connected_socket(channel, identity)

    async def _async_wait_for_ready(self, timeout: float | None = None) -> None:
        # Jupyter waits a fifth of a second to see that nothing more comes, for kernels that may be far away.
        channel = self.iopub_channel
        patient = channel.get_msg
        channel.get_msg = lambda timeout=None: patient(timeout=PAUSE if timeout is None else min(timeout, PAUSE))
        try:
            await super()._async_wait_for_ready(timeout)
        finally:
            channel.get_msg = patient

    wait_for_ready = _async_wait_for_ready


WAITING = 20
"""So many messages of a kernel may wait in this process to be read."""
PAUSE = 0.01
"""Seconds after which nothing more is expected of a kernel that has answered, or between two looks whether it ended."""


class WarmManager(AsyncKernelManager):
    """A kernel manager whose kernels are forked."""

    client_class = Type(_Client)
    client_factory = Type(_Client)
    memory = Integer(0, help="Bytes that the kernel may take; 0: as the environment says.").tag(config=True)

    async def _async_interrupt_kernel(self) -> None:
        # Jupyter interrupts before it kills; a kernel that has finished would only complain of it.
        if not self.shutting_down:
            await super()._async_interrupt_kernel()

    async def _async_wait(self, pollinterval: float = PAUSE) -> None:
        await super()._async_wait(min(pollinterval, PAUSE))

    async def _async_pre_start_kernel(self, **kwargs: Any) -> Any:
        if self.provisioner is None:
            self.kernel_id = self.kernel_id or os.urandom(8).hex()
            self.provisioner = _Provisioner(kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self)
            # Sockets in a folder of this user alone: no ports that two kernels could race for, nothing on the network.
            self.transport = "ipc"
            self.ip = str(Path(_zygote().folder.name) / self.kernel_id)
        return await super()._async_pre_start_kernel(**kwargs)

    pre_start_kernel = _async_pre_start_kernel


@cache
def _engine() -> type:
    from papermill.engines import NBClientEngine
    from papermill.log import logger

    class WarmEngine(NBClientEngine):  # type: ignore[misc]
        """Papermill's own engine, with kernels that are forked where a system can, and what they put out is bounded."""

        @classmethod
        def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **kwargs: Any) -> Any:
            """Run a notebook; what papermill's engine takes, this one takes.

            Without `autosave_cell_every` it is written once, at its end: papermill writes it at each step of each cell.
            """
            output, often = nb_man.output_path, nb_man.autosave_cell_every
            nb_man.output_path = output if often else None
            how = {name: value for name, value in kwargs.items() if name not in _RENAMED} | {
                "timeout": kwargs.get("execution_timeout") or kwargs.get("timeout"),
                "startup_timeout": kwargs.get("start_timeout", 60),
            }
            how |= {"kernel_manager_class": WarmManager} if supported() else {}
            try:
                # Raised where an output did not come in time: a report without it would look like one that is whole.
                return client()(
                    nb_man, kernel_name=kernel_name, log=logger, iopub_timeout=PATIENCE, raise_on_iopub_timeout=True,
                    **how,
                ).execute()  # fmt: skip
            finally:
                nb_man.output_path = output

    return WarmEngine


_RENAMED = ("input_path", "execution_timeout", "start_timeout")
"""What papermill calls otherwise than its client does, or asks of an engine alone."""


def __getattr__(name: str) -> Any:
    # Papermill loads its engines while it is itself being imported: the class is made when it is asked for.
    if name == "WarmEngine":
        return _engine()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def register() -> str:
    """Make the engine known to papermill, and give its name."""
    from papermill.engines import papermill_engines

    papermill_engines.register(NAME, _engine())
    return NAME
