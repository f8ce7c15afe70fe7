"""Which shares count the same rows, wholly or in part: tried over every value that the columns of both can take."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cache
from itertools import product

import sqlglot
from sqlglot import exp

from caselib.casebook.rules import RULES
from caselib.domain.tables import Table
from caselib.measures.catalogue import MEASURES
from caselib.measures.declare import Rate
from caselib.measures.predicate import DATA_DATE, columns

__all__ = ["linked", "states"]

State = tuple[str, ...]
"""Where a row stands for each of several shares: "which", "others", or "" where it is not counted."""
_PARTS = ({"which"}, {"others"}, {"which", "others"})
_MOST = 1_000_000
"""So many rows are tried; beyond, every state is held possible."""


@cache
def linked(one: str, other: str) -> bool:
    """Say whether two shares count the same rows somewhere: as base, as those of which, or as the others.

    >>> [linked("refused", other) for other in ("refused_no_crime", "refusal_challenged", "pil_relapsed")]
    [True, True, False]
    """
    first, second = MEASURES.get(one), MEASURES.get(other)
    if not isinstance(first, Rate) or not isinstance(second, Rate):
        return one == other
    if (first.table, first.clock) != (second.table, second.clock):
        return False
    found = states((one, other))
    sides = [[{state for state in found if state[place] in part} for part in _PARTS] for place in (0, 1)]
    return any(mine == theirs for mine, theirs in product(*sides))


@cache
def states(names: tuple[str, ...]) -> frozenset[State]:
    """Give the states in which a row can be for shares of one table, but for those that none of them counts.

    >>> sorted(states(("retrial_ordered_of_issued", "retrial_refused_of_issued")))
    [('others', 'others'), ('others', 'which'), ('which', 'others')]
    """
    shares = [measure for name in names if isinstance(measure := MEASURES.get(name), Rate)]
    if len(shares) < len(names):
        # What is in no catalogue any more stands for itself alone.
        return frozenset(product(("which", "others"), repeat=len(names)))
    asked, nowhere = _Asked(shares[0].declared_in), ("",) * len(names)
    said = [_state(asked.read(share.among), asked.read(share.of_which)) for share in shares]
    found = asked.found(said) if asked.size <= _MOST else frozenset(product(("which", "others", ""), repeat=len(names)))
    return found - {nowhere}


def _state(among: str, of_which: str) -> str:
    return f"CASE WHEN NOT coalesce({among}, FALSE) THEN '' WHEN {of_which} THEN 'which' ELSE 'others' END"


class _Asked:
    """The values that conditions on a table can meet: codes as they are listed, all else as a condition of its own."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.values: dict[str, list[str]] = {}
        self.conditions: dict[str, str] = {}

    @property
    def size(self) -> int:
        return math.prod(len(values) for values in self.values.values())

    def read(self, sql: str) -> str:
        """Write a condition on what can be listed; what is said of days or numbers is true, false or unknown."""
        return self._read(sqlglot.parse_one(sql, read="duckdb")).sql("duckdb")

    def found(self, said: Iterable[str]) -> frozenset[State]:
        """Give what a few expressions are over all values together."""
        import duckdb

        listed = [
            f"(VALUES {', '.join(f'({value})' for value in values)}) t{number}({name})"
            for number, (name, values) in enumerate(self.values.items())
        ]
        with duckdb.connect() as engine:
            rows = engine.execute(
                f"SELECT DISTINCT {', '.join(said)} FROM {', '.join(listed) or '(VALUES (1))'} WHERE {self._never()}"
            )
            return frozenset(tuple(map(str, row)) for row in rows.fetchall())

    def _never(self) -> str:
        """What is set aside when it is loaded is no row that is counted."""
        bad = [rule.bad for rule in RULES if rule.table == self.table.name and rule.severity == "quarantine"]
        told = [sql for sql in bad if set(columns(sql)) <= self.values.keys() and DATA_DATE not in sql]
        return " AND ".join(f"({sql}) IS NOT TRUE" for sql in told) or "TRUE"

    def _read(self, node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.And | exp.Or | exp.Not | exp.Paren):
            for part in ("this", "expression"):
                if isinstance(node.args.get(part), exp.Expr):
                    node.set(part, self._read(node.args[part]))
            return node
        names = {column.name for column in node.find_all(exp.Column)}
        listed = {name: _listed(self.table, name) for name in names}
        if all(listed.values()):
            self.values |= listed
            return node
        # The same words are the same condition, wherever they stand.
        name = self.conditions.setdefault(node.sql("duckdb"), f"condition_{len(self.conditions)}")
        self.values[name] = ["TRUE", "FALSE", *([] if isinstance(node, exp.Is) else ["NULL"])]
        return exp.column(name)


def _listed(table: Table, name: str) -> list[str]:
    """Write the values of a column as SQL; none where they can't be listed."""
    if name not in table.names:
        return []
    column = table[name]
    if column.type == "boolean":
        return ["TRUE", "FALSE", "NULL"]
    if column.codes is None:
        return []
    values = [*column.codes.values, *(["another value"] if column.codes.open else [])]
    return [*(exp.Literal.string(value).sql("duckdb") for value in values), "NULL"]
