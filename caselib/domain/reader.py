"""Who reads: from which unit, for which audience, in which language. Names are shown accordingly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from caselib.domain.label import LANGUAGES, Language
from caselib.errors import ParameterError, nearest

__all__ = ["AUDIENCES", "Audience", "Reader"]

Audience = Literal["internal", "circulated", "public"]
AUDIENCES: tuple[Audience, ...] = get_args(Audience)


@dataclass(frozen=True)
class Reader:
    """The reader of a page: `unit` is their own (empty: the whole casebook).

    `internal`: the office that owns the data, and those above it; units may be named. `circulated`: units that
    look at each other; only the reader's own unit is named. `public`: no unit below the provincial level.
    """

    unit: str = ""
    audience: Audience = "internal"
    language: Language = "en"

    def __post_init__(self) -> None:
        for value, known in ((self.audience, AUDIENCES), (self.language, LANGUAGES)):
            if value not in known:
                raise ParameterError("not known", got=value, advice=nearest(str(value), known))

    def may_name(self, unit: str) -> bool:
        """Say whether a unit may be named to this reader.

        >>> Reader("420100", "circulated").may_name("420200")
        False
        """
        return self.audience == "internal" or unit == self.unit
