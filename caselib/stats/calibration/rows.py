"""The one shape of a calibration."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

__all__ = ["COLUMNS", "frame"]

COLUMNS = ("group", "method", "setting", "nominal", "observed", "draws")


def frame(rows: Iterable[tuple[str, str, str, float, float, int]]) -> pd.DataFrame:
    """Set rows in their one shape."""
    return pd.DataFrame(list(rows), columns=list(COLUMNS))
