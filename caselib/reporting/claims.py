"""A folder of reports is for one audience, and at one time for one language: two batches may not spoil each other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from caselib.errors import ParameterError, SourceError
from caselib.reporting.files import locked, one_writer
from caselib.reporting.manifest import MANIFEST, read_manifest
from caselib.reporting.parameters import ReportParameters

__all__ = ["check_neighbours", "claimed"]

_KIND = ".batch"
_ELSEWHERE = "name another folder with --out"


@contextmanager
def claimed(out: Path, *, audience: str, language: str) -> Iterator[None]:
    """Hold a folder for batches of one audience and language; raise `ParameterError` where it is another's.

    Whoever is killed holds nothing any longer: the claim is a lock, and its file is taken away by the next.
    """
    own = out / f".{audience}-{language}{_KIND}"
    with one_writer(out):
        _check_manifests(out, audience)
        for other in out.glob(f".*{_KIND}"):
            if other != own and not _left_behind(other):
                got = other.name.removesuffix(_KIND)[1:]
                advice = f"wait until it has ended, or {_ELSEWHERE}"
                raise ParameterError("another batch is writing here", where=str(out), got=got, advice=advice)
        held = own.open("a")
        locked(held, shared=True)
    try:
        yield
    finally:
        with one_writer(out):
            held.close()
            _left_behind(own)


def check_neighbours(folder: Path, asked: ReportParameters) -> None:
    """Raise `ParameterError` where a folder holds reports for another audience; ask while nobody else writes there."""
    for entry in read_manifest(folder).get("reports", {}).values():
        said = entry["parameters"]["audience"]
        if said != asked.audience:
            what = "the folder holds reports for another audience"
            raise ParameterError(what, where=str(folder), got=said, advice=_ELSEWHERE)


def _check_manifests(out: Path, audience: str) -> None:
    """They would be written over, and one index would list both."""
    for path in out.glob(f"*/*/{MANIFEST}"):
        # One that can't be read ends the reports of its own folder.
        with suppress(SourceError):
            said = {entry["parameters"]["audience"] for entry in read_manifest(path.parent)["reports"].values()}
            for other in said - {audience}:
                what = "the folder holds reports for another audience"
                raise ParameterError(what, where=str(out), got=other, advice=_ELSEWHERE)


def _left_behind(claim: Path) -> bool:
    """Take a claim away that nobody holds any longer; say whether it is gone."""
    with suppress(FileNotFoundError):
        with claim.open("a") as held:
            free = locked(held, shared=False)
        if free:
            claim.unlink()
        return free
    return True
