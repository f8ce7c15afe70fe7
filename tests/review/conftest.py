"""What tests of review share with those of the casebook: a Spark session."""

from __future__ import annotations

from tests.casebook.conftest import spark

__all__ = ["spark"]
