"""The shell door of review: draw a round, collect its workbooks, say what it tells."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from caselib.errors import ParameterError

__all__ = ["review"]

review = typer.Typer(
    name="review",
    no_args_is_help=True,
    help="Draw cases for review, collect the workbooks, and say what they tell of all cases.\n\n"
    "Example: `caselib review draw casebook --period 2026Q1-Q3 --reviewers reviewers.csv --out sheets`, then "
    "`caselib review collect casebook sheets`, then `caselib review estimate casebook`.",
)
CasebookPath = Annotated[Path, typer.Argument(help="Folder of a casebook, made by `caselib load`.")]
PlanName = Annotated[str, typer.Option("--plan", help="Name of a plan. Default: the latest.")]


@review.command()
def draw(
    casebook: CasebookPath,
    period: Annotated[
        str, typer.Option(help="Cases concluded in 2026, 2026H1, 2026Q3, 2026Q1-Q3, 2026-09 or 2025..2026Q3.")
    ],
    reviewers: Annotated[Path, typer.Option(help="CSV: reviewer, unit, and where wanted functions.")],
    unit: Annotated[str, typer.Option(help="Code of the unit whose cases are drawn. Default: the top unit.")] = "",
    random: Annotated[int, typer.Option(min=0, help="Cases drawn at random, in proportion to the functions.")] = 0,
    precision: Annotated[float, typer.Option(help="Half-width of the interval in each function, as a share.")] = 0.05,
    discovery: Annotated[str, typer.Option(help="Find one fault at least if so many are faulty: 0.05.")] = "",
    signals: Annotated[list[str] | None, typer.Option(help="Panel whose signals to follow; once for each.")] = None,
    per_signal: Annotated[int, typer.Option(help="Cases drawn behind each kind of signal.")] = 30,
    stratum: Annotated[
        list[str] | None, typer.Option(help="Draw apart by function, unit, case_type or table; once for each.")
    ] = None,
    certain: Annotated[
        list[str] | None,
        typer.Option(help="Measure whose cases are all reviewed; once for each."),
    ] = None,
    cases: Annotated[Path | None, typer.Option(help="CSV of cases to review in any case: the explorer's plan.")] = None,
    coverage: Annotated[
        float, typer.Option(help="Share of each handler's cases, and no fewer than two; 0: not asked.")
    ] = 0,
    twice: Annotated[float, typer.Option(help="Share of cases reviewed by two.")] = 0.1,
    seed: Annotated[int, typer.Option(help="The same seed draws the same cases.")] = 7,
    out: Annotated[Path, typer.Option(help="Folder of the workbooks.")] = Path("sheets"),
) -> None:
    """Draw a round, keep its plan in the casebook's folder, and write a workbook for each reviewer.

    Example: `caselib review draw casebook --period 2026Q1-Q3 --reviewers reviewers.csv --random 200 --out sheets`
    """
    from caselib.casebook.store import open_casebook
    from caselib.review.desk import signals_of, start
    from caselib.review.named import named_from
    from caselib.review.sampling import MUST_REVIEW
    from caselib.review.targets import Coverage, Discovery, Precision

    book = open_casebook(casebook, unit=unit)
    target = random or (Discovery(discovery) if discovery else Precision(precision, expected=0.1))
    found = signals_of(book, signals or [], period=period)
    plan, sheets = start(
        book, period=period, reviewers=reviewers, out=out, signals=found, random=target, per_signal=per_signal,
        twice=twice, seed=seed, strata=stratum or ("function",), certain=certain or MUST_REVIEW,
        coverage=Coverage(coverage) if coverage else None, named=named_from(cases) if cases else None,
    )  # fmt: skip
    for row in plan.strata.itertuples():
        typer.echo(f"{row.stratum}: {row.drawn:,} of {row.population:,}")
    for signal, many in plan.settings.get("left_out", {}).items():
        typer.echo(f"{signal}: {many:,} cases behind it are not concluded yet or of other offices, hence not drawn")
    typer.echo(f"Plan {plan.id}: {len(plan.drawn):,} cases, {len(plan.assignments):,} reviews.")
    typer.echo(f"{len(sheets)} workbooks in {out.resolve()}")


@review.command()
def collect(
    casebook: CasebookPath,
    sheets: Annotated[Path, typer.Argument(help="Folder of filled workbooks, in any order, as often as you like.")],
    plan: PlanName = "",
) -> None:
    """Take in filled workbooks; what contradicts or can't be read is listed with its file and cell.

    Example: `caselib review collect casebook sheets`
    """
    from caselib.casebook.store import open_casebook
    from caselib.review.desk import take_in

    for line in take_in(open_casebook(casebook), sheets, plan=plan):
        typer.echo(line)


@review.command()
def conflicts(
    casebook: CasebookPath,
    plan: PlanName = "",
    out: Annotated[Path, typer.Option(help="CSV to write.")] = Path("conflicts.csv"),
) -> None:
    """Write what was said in more than one way, for a person to decide: fill in the column `decision`.

    Example: `caselib review conflicts casebook --out conflicts.csv`
    """
    from caselib.casebook.store import open_casebook
    from caselib.review.desk import write_conflicts

    many = write_conflicts(open_casebook(casebook), out, plan=plan)
    typer.echo(f"{many} conflicts in {out}")


@review.command()
def decide(
    casebook: CasebookPath,
    decided: Annotated[Path, typer.Argument(help="The list of conflicts with its column `decision` filled in.")],
    by: Annotated[str, typer.Option(help="The person or panel who decided.")],
    plan: PlanName = "",
) -> None:
    """Take back the list of conflicts with what a person decided, and say what is left.

    Example: `caselib review decide casebook conflicts.csv --by "panel 3"`
    """
    from caselib.casebook.store import open_casebook
    from caselib.review.desk import settle

    for line in settle(open_casebook(casebook), decided, by=by, plan=plan):
        typer.echo(line)


@review.command()
def estimate(
    casebook: CasebookPath,
    plan: PlanName = "",
    by: Annotated[list[str] | None, typer.Option(help="Domain: function, unit or case_type; once for each.")] = None,
) -> None:
    """Say what a round tells of all cases: shares with intervals, beside the plain shares of those reviewed.

    Example: `caselib review estimate casebook --by function`
    """
    from caselib.casebook.store import open_casebook
    from caselib.review.desk import chosen
    from caselib.review.estimates import estimate as estimated

    book = open_casebook(casebook)
    one = chosen(book, plan)
    if not one.schemes:
        raise ParameterError(
            "nothing has come back with a grade yet",
            where=one.plan.id,
            advice="collect filled workbooks first: caselib review collect CASEBOOK SHEETS",
        )
    look = estimated(
        one.plan, one.reviews, one.findings, scheme=one.schemes[-1], about=book.about, by=by or ["function"]
    )
    for row in look.frame.itertuples():
        said = f"{row.domain}, {row.what}: "
        if row.needed:
            typer.echo(f"{said}too few ({row.n} reviewed; {row.needed} would be enough)")
        else:
            ends = f"[{100 * row.low:.1f}, {100 * row.high:.1f}]"
            typer.echo(f"{said}{100 * row.value:.1f} % {ends}, {row.n} reviewed; plain {100 * row.naive:.1f} %")
    typer.echo(look.rule)


@review.command()
def rehearse(
    casebook: CasebookPath,
    period: Annotated[
        str, typer.Option(help="Cases concluded in 2026, 2026H1, 2026Q3, 2026Q1-Q3, 2026-09 or 2025..2026Q3.")
    ],
    unit: Annotated[str, typer.Option(help="Code of the unit whose cases are drawn. Default: the top unit.")] = "",
    random: Annotated[int, typer.Option(min=1, help="Cases drawn at random.")] = 200,
    out: Annotated[Path, typer.Option(help="Folder of the workbooks.")] = Path("sheets"),
) -> None:
    """Rehearse a round on invented data: drawn, filled in by invented reviewers as hurried people do, and collected.

    Example: `caselib review rehearse build/casebook --period 2026Q1-Q3 --unit 420000 --out build/sheets`
    """
    from caselib.casebook.store import open_casebook
    from caselib.synthetic.rehearsal import rehearse as run

    for line in run(open_casebook(casebook, unit=unit), period=period, out=out, random=random):
        typer.echo(line)
