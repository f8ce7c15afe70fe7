"""The table of procuratorates."""

from __future__ import annotations

from caselib.domain import vocabulary as codes
from caselib.domain.label import Label
from caselib.domain.tables.declare import Column, Table

__all__ = ["UNITS"]

UNITS = Table(
    name="units",
    label=Label("Units", "单位"),
    row="a procuratorate",
    key=("unit",),
    columns=(
        Column(
            "unit",
            "key",
            Label("Unit", "单位编码"),
            "Code of the procuratorate.",
            required=True,
            source="domain 8",
        ),
        Column("name_zh", "text", Label("Chinese name", "单位名称"), "Name in Chinese."),
        Column("name_en", "text", Label("English name", "英文名称"), "Name in English."),
        Column("level", "code", Label("Level", "层级"), "Level in the four-level system.", codes=codes.LEVEL),
        Column(
            "parent",
            "text",
            Label("Parent unit", "上级单位"),
            "Code of the unit above; this link decides the tree, not the digits of the code.",
            source="domain 8",
        ),
        Column("valid_from", "date", Label("Valid from", "启用日期"), "First day on which the unit exists."),
        Column("valid_to", "date", Label("Valid to", "停用日期"), "Last day on which the unit exists."),
    ),
)
