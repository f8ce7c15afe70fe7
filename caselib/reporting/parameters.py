"""What a report is asked for: typed, complete, and checked before a kernel starts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from caselib.domain.label import Language
from caselib.domain.periods import Period
from caselib.domain.reader import Audience
from caselib.errors import ParameterError, nearest

if TYPE_CHECKING:
    from caselib.casebook.store import Book

__all__ = ["ReportParameters", "audiences", "check_audience", "check_notebook", "parameters"]


class ReportParameters(BaseModel):
    """The parameters of every notebook; there are no others."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    casebook: str
    period: str
    unit: str
    audience: Audience = "internal"
    language: Language = "en"

    @field_validator("period")
    @classmethod
    def _is_period(cls, text: str) -> str:
        return str(Period.parse(text))


def parameters(said: Mapping[str, Any]) -> ReportParameters:
    """Check parameters; an unknown, missing or ill-typed one is a `ParameterError` with the nearest right name.

    >>> parameters({"casebook": "c", "perod": "2026", "unit": "420000"})
    Traceback (most recent call last):
        ...
    caselib.errors.ParameterError: no such parameter; got: 'perod'; do: did you mean 'period'?
    """
    known = ReportParameters.model_fields
    for name in said:
        if name not in known:
            raise ParameterError("no such parameter", got=name, advice=nearest(name, known))
    try:
        return ReportParameters(**said)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ParameterError(
            first["msg"].lower(),
            where=where,
            got=first.get("input"),
            advice="put this parameter right; `caselib report --help` says how each is written",
        ) from error


def check_audience(asked: ReportParameters, book: Book) -> None:
    """Refuse what this audience may not have."""
    if asked.unit:
        book.units.known(asked.unit)
    if asked.audience == "public" and asked.unit and book.units.level(asked.unit) not in ("national", "provincial"):
        what = "nothing below the provincial level is made for the public"
        raise ParameterError(what, where="unit", got=asked.unit, advice="name a provincial unit")


def audiences(path: Path) -> tuple[str, ...]:
    """For whom a notebook is meant: as its metadata say; where they say nothing, for all but the public."""
    import json

    said = json.loads(path.read_text(encoding="utf-8"))["metadata"].get("caselib", {}).get("audiences")
    return tuple(said or ("internal", "circulated"))


def check_notebook(path: Path) -> None:
    """Refuse a notebook whose parameters are not exactly those that a report gives."""
    import papermill

    try:
        asked = set(papermill.inspect_notebook(str(path)))
    except ValueError as error:
        raise ParameterError(
            "the notebook names no kernel", where=path.name, advice="save it once in JupyterLab"
        ) from error
    given = set(ReportParameters.model_fields)
    for name in sorted(asked ^ given):
        what = (
            "the notebook asks for a parameter that reports do not give"
            if name in asked
            else "the notebook lacks a parameter"
        )
        raise ParameterError(what, where=path.name, got=name, advice=nearest(name, given))
