"""Every table of a casebook, declared once."""

from caselib.domain.tables.arrest import ARREST_REVIEWS
from caselib.domain.tables.declare import Column, Table
from caselib.domain.tables.judgments import ADMINISTRATIVE_SUPERVISION, CIVIL_SUPERVISION, REVERSE_LINKAGE
from caselib.domain.tables.public_interest import PUBLIC_INTEREST
from caselib.domain.tables.quality import FINDINGS, INSPECTIONS, REVIEWS
from caselib.domain.tables.units import UNITS

__all__ = ["TABLES", "Column", "Table"]

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        UNITS,
        ARREST_REVIEWS,
        CIVIL_SUPERVISION,
        ADMINISTRATIVE_SUPERVISION,
        REVERSE_LINKAGE,
        PUBLIC_INTEREST,
        INSPECTIONS,
        REVIEWS,
        FINDINGS,
    )
}
