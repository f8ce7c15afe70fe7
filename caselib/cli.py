"""The shell door. Exit code 0: done; 1: the data or a report failed, said in a line or a table; 2: wrong usage."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from caselib import __version__
from caselib.cli_review import review
from caselib.errors import CaselibError

__all__ = ["app", "main"]

app = typer.Typer(
    name="caselib",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help="Case-quality analysis for procuratorates: files → casebook → measures → reports. It never ranks.\n\n"
    "**To try it**, with an invented nation:\n\n"
    "1. `caselib synthesize build/nation`: write an export as an office would have it\n\n"
    "2. `caselib load build/nation build/casebook`: check every row, keep bad ones apart\n\n"
    "3. `caselib review rehearse build/casebook --period 2026Q1-Q3 --unit 420000 --out build/rehearsal`: read some "
    "cases as invented reviewers would, for the reports on review; `caselib review --help` says how people do\n\n"
    "4. `caselib report build/casebook --period 2026Q1-Q3 --unit 420000`: make reports (`--language zh`: Chinese)\n\n"
    "5. `caselib explore build/casebook`: go from a figure down to the cases behind it\n\n"
    "**With your own export**: `caselib load FOLDER CASEBOOK --mapping mapping.toml`; the README has a sample file.\n\n"
    "**If something is amiss**: `caselib doctor CASEBOOK` says what, and what to do. `caselib COMMAND --help` shows an "
    "example. Exit code 0: done; 1: the data or a report failed, and the line says why; 2: wrong usage.",
)

app.add_typer(review)

CasebookPath = Annotated[Path, typer.Argument(help="Folder of a casebook, made by `caselib load`.")]


@app.callback(invoke_without_command=True)
def _about(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if version:
        typer.echo(f"caselib {__version__}")
        raise typer.Exit


@app.command()
def synthesize(
    out: Annotated[Path, typer.Argument(help="Folder to write; an earlier invented nation there is replaced.")],
    scale: Annotated[float, typer.Option(help="Share of the real volume: 0.01 is about 90,000 persons.")] = 0.01,
    seed: Annotated[int, typer.Option(help="The same seed gives the same nation, byte for byte.")] = 7,
    planted: Annotated[bool, typer.Option(help="Plant findings, with their answer key in answers.json.")] = True,
    faults: Annotated[bool, typer.Option(help="Add rows with a fault each, one for every data rule.")] = False,
    format: Annotated[str, typer.Option(help="parquet or csv.")] = "parquet",
) -> None:
    """Invent a nation: an office's export of all four functions, on published national counts.

    Example: `caselib synthesize build/nation --scale 0.01 --seed 7`
    """
    from caselib.synthetic.nation import synthesize as invent

    with _progress("Inventing") as step:
        invent(out, scale=scale, seed=seed, planted=planted, faults=faults, format=format, progress=step)
    typer.echo(f"Invented nation in {out}; what is planted in it stands in {out / 'answers.json'}.")


@app.command()
def load(
    source: Annotated[
        str,
        typer.Argument(
            help="A folder or file (CSV, Excel, Parquet), or a database: postgresql://, mysql://, sqlite:///, hive://."
        ),
    ],
    casebook: CasebookPath,
    mapping: Annotated[Path | None, typer.Option(help="TOML that says which source column is which.")] = None,
    engine: Annotated[str, typer.Option(help="duckdb (this machine) or spark (as Spark is configured).")] = "duckdb",
) -> None:
    """Load files into a casebook; bad rows go to quarantine with the rule, the value and the line.

    Example: `caselib load exports/2026Q3 casebook --mapping mapping.toml`
    """
    from caselib.casebook.load import load as load_files
    from caselib.casebook.summary import lines

    with _progress("Loading") as step:
        loaded = load_files(source, casebook, mapping=mapping, engine=engine, progress=step)
    for line in lines(loaded):
        typer.echo(line)


@app.command()
def count(
    casebook: CasebookPath,
    engine: Annotated[str, typer.Option(help="duckdb (this machine) or spark (as Spark is configured).")] = "duckdb",
) -> None:
    """Count all measures beforehand and keep the counts: reports and the explorer read them. Nobody has to do it.

    With them, for the latest periods: how alike the persons of a case are, screens, runs of cases, what is filled in.
    What is asked of another period is counted, and kept, when it is first asked.

    Example: `caselib count casebook --engine spark`
    """
    from caselib.analysis.beforehand import look_beforehand
    from caselib.casebook.store import open_casebook
    from caselib.drilldown.cube import explore_beforehand
    from caselib.measures.beforehand import count_beforehand

    book = open_casebook(casebook, engine=engine)
    # What reports rest on comes first: it says soonest that nothing can be kept here.
    look_beforehand(book)
    # An explorer reads the same counts; the rows that it needs beside them are gathered at home, or where it opens.
    if engine == "duckdb":
        explore_beforehand(book)
    with _progress("Counting") as step:
        number = count_beforehand(book, progress=step)
    typer.echo(f"{number} tables of counts are kept.")


@app.command()
def report(
    casebook: CasebookPath,
    period: Annotated[str, typer.Option(help="2026, 2026H1, 2026Q3, 2026Q1-Q3, 2026-09 or 2019..2026Q3.")],
    unit: Annotated[
        list[str] | None, typer.Option(help="Code of a unit; once for each. Default: the top unit.")
    ] = None,
    notebook: Annotated[list[str] | None, typer.Option(help="Name of a notebook; once for each. Default: all.")] = None,
    audience: Annotated[str, typer.Option(help="internal, circulated or public.")] = "internal",
    language: Annotated[
        str, typer.Option(help="en or zh; in the same --out the pages of one language replace those of the other.")
    ] = "en",
    out: Annotated[
        Path,
        typer.Option(
            help="Folder of the reports. For the public one folder for all releases: its ledger (released.json) holds "
            "each against those that are out, and refuses data that were revised since; see *Privacy* in the README."
        ),
    ] = Path("reports"),
    workers: Annotated[int, typer.Option(help="Notebooks that run at once. Default: one a processor.")] = 0,
    word: Annotated[bool, typer.Option("--word", help="Write each report as a Word document too.")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Make again what has not changed.")] = False,
    time_limit: Annotated[
        float,
        typer.Option(help="Seconds that one notebook may take; then it is ended and reported, and the rest goes on."),
    ] = 900,
    memory: Annotated[
        float,
        typer.Option(
            help="GiB that one notebook may take, 2 or more. Default: CASELIB_NOTEBOOK_MEMORY in bytes, else 4 GiB."
        ),
    ] = 0,
) -> None:
    """Run the notebooks for units and a period, and write reports with their index.

    Example: `caselib report casebook --period 2026Q1-Q3 --unit 420000 --unit 420100 --out reports`
    """
    from caselib.reporting.batch import report as run

    with _progress("Reporting") as step:
        batch = run(
            casebook,
            period,
            units=unit or None,
            notebooks=notebook or None,
            audience=audience,
            language=language,
            out=out,
            workers=workers or None,
            fresh=fresh,
            word=word,
            time_limit=time_limit,
            memory=memory,
            progress=step,
        )
    for result in batch.results:
        typer.echo(
            f"{result.status:<9} {result.seconds:6.1f} s  {result.path}"
            + (f"  {result.reason}" if result.reason else "")
        )
    typer.echo(f"Index: {(out / 'index.html').resolve()}")
    if batch.failed:
        raise typer.Exit(1)


@app.command()
def explore(
    casebook: CasebookPath,
    period: Annotated[str, typer.Option(help="2026, 2026H1, 2026Q3, 2026Q1-Q3, 2026-09 or 2019..2026Q3.")] = "",
    unit: Annotated[str, typer.Option(help="Code of a unit. Default: the top unit.")] = "",
    audience: Annotated[str, typer.Option(help="internal or circulated.")] = "internal",
    language: Annotated[str, typer.Option(help="en or zh; the page has a switch, too.")] = "en",
    port: Annotated[int, typer.Option(help="Port of this machine. Default: one that is free.")] = 0,
    browser: Annotated[bool, typer.Option(help="Open the page in a browser.")] = True,
) -> None:
    """Open the explorer on a casebook as a page of its own, on this machine alone; Ctrl-C ends it.

    Example: `caselib explore casebook --unit 420000`
    """
    from caselib.drilldown.serve import serve

    serve(casebook, period=period, unit=unit, audience=audience, language=language, port=port, browser=browser)


@app.command()
def doctor(
    casebook: Annotated[Path | None, typer.Argument(help="Folder of a casebook, to be looked at too.")] = None,
) -> None:
    """Look whether this machine is ready, and a casebook in order: one line each, with what to do.

    Example: `caselib doctor casebook`
    """
    from caselib.doctor import examine

    found = examine(casebook)
    for finding in found:
        typer.echo(str(finding))
    if any(finding.status == "bad" for finding in found):
        raise typer.Exit(1)


@contextmanager
def _progress(label: str) -> Iterator[Callable[[int, int, str], Any]]:
    """A bar on a terminal; nothing where output goes to a file."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total, what: bar.update(task, completed=done, total=total, description=f"{label}: {what}")


def main() -> None:
    """Run the shell door; a mistake that a person can put right is one line, never a traceback."""
    try:
        app()
    except CaselibError as error:
        typer.echo(f"caselib: {error}", err=True)
        sys.exit(1)
    except OSError as error:
        said = CaselibError(
            f"the system refuses ({error.strerror or error})",
            where=str(error.filename or ""),
            advice="see that the place is there, that you may write to it, and that it has room: `caselib doctor`",
        )
        typer.echo(f"caselib: {said}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
