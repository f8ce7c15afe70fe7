"""What a notebook puts out, collected whole and within a bound: papermill's client holds all of it in this process."""

from __future__ import annotations

from functools import cache
from typing import Any

__all__ = ["MOST", "PATIENCE", "OutgrownError", "client", "size"]

MOST = 16 * 2**20
"""Letters and bytes that one notebook may put out: some ten times as many as in the longest report that is shipped."""
PATIENCE = 60
"""Seconds in which what a cell has put out must have come, once the cell has ended; then the report fails."""


class OutgrownError(Exception):
    """A notebook has put out more than one report can hold."""


def size(node: Any) -> int:
    """Count the letters and bytes of a message, wherever they stand in it.

    >>> size({"name": "stdout", "text": "1234", "more": [b"56", {"x": "78"}]})
    14
    """
    if isinstance(node, dict):
        return sum(map(size, node.values()))
    if isinstance(node, list):
        return sum(map(size, node))
    return len(node) if isinstance(node, str | bytes | memoryview) else 0


@cache
def client() -> type:
    """Make the class of the client; papermill loads its engines while it is itself being imported."""
    from nbclient.exceptions import DeadKernelError
    from papermill.clientwrap import PapermillNotebookClient

    class Client(PapermillNotebookClient):  # type: ignore[misc]
        """Papermill's client, which ends a notebook that puts out too much."""

        put_out = 0

        def process_message(self, msg: Any, cell: Any, cell_index: int) -> Any:
            """Keep what came, as long as it is not too much; what the cell has put out is let go then."""
            self.put_out += size(msg["content"]) + size(msg.get("buffers", []))
            if self.put_out <= MOST:
                return super().process_message(msg, cell, cell_index)
            cell.outputs = []
            # A cell that prints without end gives no reply: nobody waits for it any longer.
            self.task_poll_for_reply.cancel()
            return None

        def execute_cell(self, cell: Any, cell_index: int, **how: Any) -> Any:
            """Run one cell; to the client a reply that nobody waits for is a kernel that died."""
            try:
                return super().execute_cell(cell, cell_index, **how)
            except DeadKernelError:
                if self.put_out <= MOST:
                    raise
                what = f"the notebook puts out too much: more than {MOST // 2**20} MiB"
                raise OutgrownError(f"{what}; do: show fewer rows, or print less") from None

    return Client
