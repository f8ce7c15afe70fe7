"""A database as a source: what is loaded from it is what is loaded from files, and nobody learns its password."""

from __future__ import annotations

import csv
import os
import shutil
import socket
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import caselib as cl
from caselib.casebook.databases import Database
from caselib.casebook.load import load
from caselib.casebook.loaded import Loaded
from caselib.casebook.taken import is_database
from caselib.cli import main
from caselib.errors import SourceError
from tests.casebook.exports import as_csv, good_rows

Frames = dict[str, pd.DataFrame]
SECRET = "geheim-8731"
SERVERS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
MARIADB = shutil.which("mariadbd") or shutil.which("mysqld")
needs_postgres = pytest.mark.skipif(not SERVERS, reason="PostgreSQL's server is not installed")
needs_mariadb = pytest.mark.skipif(not MARIADB, reason="MariaDB's server is not installed")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export with a fault for every rule but one, one file a table: a table has no rows of another width."""
    folder = tmp_path_factory.mktemp("export")
    made = cl.synthesize(folder / "made", scale=0.002, faults=True, format="csv")
    together = folder / "together"
    together.mkdir()
    for file in sorted(made.path.glob("*.csv")):
        table = file.name.partition(".")[0]
        heading, *rows = file.read_text(encoding="utf-8").splitlines(keepends=True)
        text = heading + "".join(row for row in rows if len(next(csv.reader([row]))) == heading.count(",") + 1)
        target = together / f"{table}.csv"
        with target.open("a", encoding="utf-8") as out:
            out.write(text.partition("\n")[2] if target.stat().st_size else text)
    shutil.copy(made.path / "mapping.toml", together / "mapping.toml")
    return together


@pytest.fixture(scope="module")
def frames(files: Path) -> Frames:
    """The same as frames of text."""
    return {
        file.stem: pd.read_csv(file, dtype=str, keep_default_na=False, na_values=[""]).astype(object)
        for file in sorted(files.glob("*.csv"))
    }


@pytest.fixture(scope="module")
def from_files(files: Path, tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    return load(files, tmp_path_factory.mktemp("books") / "files")


def same(loaded: Loaded, expected: Loaded) -> None:
    """The same rows were accepted, and the same set aside for the same rules; only their places differ."""
    assert loaded.id != expected.id
    for ours, theirs in zip(loaded.tables, expected.tables, strict=True):
        assert (ours.name, ours.rows_in, ours.accepted, ours.quarantined, dict(ours.rules), dict(ours.flags)) == (
            theirs.name, theirs.rows_in, theirs.accepted, theirs.quarantined, dict(theirs.rules), dict(theirs.flags),
        )  # fmt: skip
    books = [cl.open(one.path) for one in (loaded, expected)]
    for table in books[0].tables:
        one, other = (book.sql(f"SELECT * FROM {table} ORDER BY ALL") for book in books)
        pd.testing.assert_frame_equal(one, other)


def filled(connection: Any, frames: Frames, mark: str, quote: str = '"') -> None:
    """Put frames into a database, every column as text."""
    cursor = connection.cursor()
    for table, frame in frames.items():
        names = [f"{quote}{name}{quote}" for name in frame.columns]
        cursor.execute(f"CREATE TABLE {quote}{table}{quote} ({', '.join(f'{name} TEXT' for name in names)})")
        rows = [tuple(None if pd.isna(value) else value for value in row) for row in frame.itertuples(index=False)]
        cursor.executemany(f"INSERT INTO {quote}{table}{quote} VALUES ({', '.join([mark] * len(names))})", rows)
    connection.commit()
    connection.close()


@pytest.fixture(scope="module")
def sqlite(frames: Frames, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("sqlite") / "办案.db"
    filled(sqlite3.connect(file), frames, "?")
    return file


@pytest.mark.slow
def test_sqlite_gives_what_files_give(sqlite: Path, from_files: Loaded, files: Path, tmp_path: Path) -> None:
    loaded = load(f"sqlite:///{sqlite}", tmp_path / "book", mapping=files / "mapping.toml")
    same(loaded, from_files)
    again = load(f"sqlite:///{sqlite}", tmp_path / "again", mapping=files / "mapping.toml")
    assert again.id == loaded.id


def small(folder: Path, **more: str) -> Path:
    """A database of three cases; `more` says what else is asked of it."""
    file = folder / "small.db"
    with sqlite3.connect(file) as connection:
        pd.DataFrame(good_rows(3)).to_sql("arrest_reviews", connection, index=False)
        for statement in more.values():
            connection.execute(statement)
    connection.close()
    return file


def test_a_changed_row_is_another_casebook_and_the_order_of_rows_is_none(tmp_path: Path) -> None:
    file = small(tmp_path)
    first = load(f"sqlite:///{file}", tmp_path / "one")
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE other AS SELECT * FROM arrest_reviews ORDER BY case_id DESC")
        connection.execute("DROP TABLE arrest_reviews")
        connection.execute("ALTER TABLE other RENAME TO arrest_reviews")
    connection.close()
    assert load(f"sqlite:///{file}", tmp_path / "one").id == first.id
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE arrest_reviews SET offence = 'fraud' WHERE case_id = 'C00001'")
    connection.close()
    assert load(f"sqlite:///{file}", tmp_path / "one").id != first.id


def test_numbers_days_and_blobs_come_as_text(tmp_path: Path) -> None:
    typed = (
        "CREATE TABLE \"reverse\"\"linkage\" AS SELECT 'X1' AS nr, 420102 AS office, DATE('2026-01-05') AS day,"
        " CAST('' AS TEXT) AS empty, 1 AS held"
    )
    file = small(tmp_path, extra=typed)
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(
        "[tables.arrest_reviews]\nfiles = ['reverse\"linkage']\n[tables.arrest_reviews.columns]\n"
        "case_id = 'nr'\nperson_id = {constant = 'P1'}\nunit = 'office'\naccepted_on = 'day'\noffence = 'empty'\n"
        "detained = 'held'\n",
        encoding="utf-8",
    )
    book = cl.open(load(f"sqlite:///{file}", tmp_path / "book", mapping=mapping).path)
    row = book.sql("SELECT case_id, unit, CAST(accepted_on AS VARCHAR) AS day, offence, detained FROM arrest_reviews")
    assert row.astype(object).where(row.notna(), None).values.tolist() == [["X1", "420102", "2026-01-05", None, True]]


def test_views_are_tables_and_what_is_called_otherwise_is_left(tmp_path: Path) -> None:
    file = small(
        tmp_path,
        table="CREATE TABLE cases AS SELECT * FROM arrest_reviews",
        drop="DROP TABLE arrest_reviews",
        view="CREATE VIEW arrest_reviews AS SELECT * FROM cases WHERE case_id < 'C00003'",
    )
    assert [(table.name, table.rows_in) for table in load(f"sqlite:///{file}", tmp_path / "book").tables] == [
        ("arrest_reviews", 2)
    ]


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("oracle://scott:tiger@host/db", "such a database is not read; got: 'oracle://'"),
        ("sqlite:///nowhere/at/all.db", "no connection (there is no such file)"),
        (f"postgresql://reader:{SECRET}@127.0.0.1:1/db", "no connection ("),
        (f"mysql://reader:{SECRET}@127.0.0.1:1/db", "no connection ("),
    ],
)
def test_what_can_not_be_reached_is_one_line_without_a_password(
    url: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["caselib", "load", url, str(tmp_path / "book")])
    with pytest.raises(SystemExit) as ended:
        main()
    out, err = capsys.readouterr()
    assert ended.value.code == 1
    assert said in err
    assert len(err.strip().splitlines()) == 1
    assert SECRET not in out + err
    assert "tiger" not in out + err
    assert not (tmp_path / "book" / "current").exists()


def test_nothing_of_ours_in_it_is_said(tmp_path: Path) -> None:
    file = small(tmp_path, other="ALTER TABLE arrest_reviews RENAME TO anjian")
    with pytest.raises(SourceError, match=r"there is nothing to load; where: sqlite:///.*got: \['anjian'\]"):
        load(f"sqlite:///{file}", tmp_path / "book")


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    file = tmp_path / "x.db"
    file.write_text(as_csv(good_rows(20)), encoding="utf-8")
    with pytest.raises(SourceError, match=r"the database can't be read \(file is not a database"):
        load(f"sqlite:///{file}", tmp_path / "book")


def test_a_connection_string_is_told_from_a_path() -> None:
    assert [is_database(said) for said in ("sqlite:///x.db", "exports", "C:\\exports", Path("a/b"), "mysql://h/d")] == [
        True, False, False, False, True,
    ]  # fmt: skip
    shown = Database.of(f"postgres://reader:{SECRET}@db.office:5433/anjian?sslmode=require").shown
    assert shown == "postgresql://db.office:5433/anjian"


def as_user(name: str, command: list[str], **how: Any) -> subprocess.Popen[bytes]:
    """Servers refuse to run as root: they are started as their own user then."""
    prefix = ["setpriv", f"--reuid={name}", f"--regid={name}", "--clear-groups"] if os.geteuid() == 0 else []
    return subprocess.Popen([*prefix, *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **how)


def owned(folder: Path, name: str) -> None:
    """Give a folder to a server's user, who must be able to come by."""
    if os.geteuid() == 0:
        shutil.chown(folder, name, name)
        for above in list(folder.parents)[:4]:
            if above.owner() == "root" and above != Path("/"):
                above.chmod(above.stat().st_mode | 0o011)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def waited(ready: Callable[[], Any]) -> Any:
    """What a server gives once it answers."""
    for _ in range(150):
        try:
            return ready()
        except Exception:
            time.sleep(0.2)
    return ready()


@pytest.fixture(scope="module")
def postgres(frames: Frames, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of our own, with a reader who has a password and may only read."""
    from adbc_driver_postgresql import dbapi

    folder, port = tmp_path_factory.mktemp("postgres"), free_port()
    owned(folder, "postgres")
    data, word = folder / "data", folder / "word"
    word.write_text(SECRET)
    word.chmod(0o644)
    made = as_user("postgres", [
        f"{SERVERS[-1]}/initdb", "-D", str(data), "-U", "chief", "-A", "scram-sha-256", f"--pwfile={word}", "-E",
        "UTF8",
    ])  # fmt: skip
    assert made.wait() == 0
    server = as_user("postgres", [
        f"{SERVERS[-1]}/postgres", "-D", str(data), "-p", str(port), "-c", "listen_addresses=127.0.0.1", "-c",
        f"unix_socket_directories={folder}", "-c", "fsync=off",
    ])  # fmt: skip
    try:
        chief = f"postgresql://chief:{SECRET}@127.0.0.1:{port}/postgres"
        with waited(lambda: dbapi.connect(chief)) as connection, connection.cursor() as cursor:
            for table, frame in frames.items():
                cursor.adbc_ingest(table, __import__("pyarrow").Table.from_pandas(frame, preserve_index=False))
            cursor.execute(f"CREATE ROLE reader LOGIN PASSWORD '{SECRET}'")
            cursor.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
            cursor.execute("CREATE SCHEMA anjian")
            cursor.execute(
                "CREATE TABLE anjian.\"审查逮捕\" AS SELECT 'X1' AS \"案号\", 'P1' AS p, 420102 AS u,"
                " DATE '2026-01-05' AS d,"
                " TIMESTAMP '2026-01-09 00:00:00' AS e, true AS held, 12.50::numeric(9,2) AS months, ''::text AS o"
                " UNION ALL SELECT 'X2', 'P2', 420102, DATE '2026-01-06', TIMESTAMP '2026-01-10 00:00:00', false, NULL,"
                " 'theft'"
            )
            cursor.execute("GRANT USAGE ON SCHEMA anjian TO reader")
            cursor.execute("GRANT SELECT ON ALL TABLES IN SCHEMA anjian TO reader")
            connection.commit()
        yield f"postgresql://reader:{SECRET}@127.0.0.1:{port}/postgres"
    finally:
        server.terminate()
        server.wait()


@pytest.mark.slow
@needs_postgres
def test_postgresql_gives_what_files_give(postgres: str, from_files: Loaded, files: Path, tmp_path: Path) -> None:
    loaded = load(postgres, tmp_path / "book", mapping=files / "mapping.toml")
    same(loaded, from_files)
    assert load(postgres, tmp_path / "again", mapping=files / "mapping.toml").id == loaded.id
    # Nowhere in the casebook does it say how to get into the database.
    held = b"".join(path.read_bytes() for path in (tmp_path / "book").rglob("*") if path.is_file())
    assert SECRET.encode() not in held
    assert not list((tmp_path / "book" / "versions").glob("*.partial"))


@pytest.mark.slow
@needs_postgres
def test_postgresql_types_schemas_and_chinese_names(postgres: str, tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(
        '[tables.arrest_reviews]\nfiles = ["审查*"]\n[tables.arrest_reviews.columns]\ncase_id = "案号"\n'
        'person_id = "p"\nunit = "u"\naccepted_on = "d"\ndecided_on = "e"\n'
        'detained = "held"\nsentence_months = "months"\n'
        'offence = "o"\n',
        encoding="utf-8",
    )
    book = load(f"{postgres}?options=-csearch_path%3Danjian", tmp_path / "book", mapping=mapping)
    found = cl.open(book.path).quarantine()
    days = "CAST(accepted_on AS VARCHAR) AS a, CAST(decided_on AS VARCHAR) AS d"
    row = cl.open(book.path).sql(f"SELECT case_id, unit, {days}, detained, offence FROM arrest_reviews")
    assert row.values.tolist() == [["X2", "420102", "2026-01-06", "2026-01-10", False, "theft"]]
    # Twelve and a half months are no whole number of months: the row is set aside with the value as it stood.
    assert found["value"].tolist() == ["12.50"]


@pytest.mark.slow
@needs_postgres
def test_a_wrong_password_is_one_line_without_it(postgres: str, tmp_path: Path) -> None:
    wrong = postgres.replace(SECRET, "falsch-4417")
    with pytest.raises(SourceError, match="no connection") as error:
        load(wrong, tmp_path / "book")
    assert "falsch" not in str(error.value)
    assert len(str(error.value).splitlines()) == 1


@pytest.fixture(scope="module")
def mariadb(frames: Frames, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    import pymysql

    folder = tmp_path_factory.mktemp("mariadb")
    owned(folder, "mysql")
    data, place = folder / "data", f"/tmp/caselib-{os.getpid()}.sock"
    install = shutil.which("mariadb-install-db") or "mysql_install_db"
    made = as_user("mysql", [install, "--no-defaults", f"--datadir={data}", "--auth-root-authentication-method=normal"])
    assert made.wait() == 0
    server = as_user(
        "mysql", [str(MARIADB), "--no-defaults", f"--datadir={data}", f"--socket={place}", "--skip-networking"]
    )
    try:
        # A driver that finds no server leaves its socket to the garbage collector: look for the server's first.
        waited(Path(place).stat)
        root = pymysql.connect(unix_socket=place, user="root", charset="utf8mb4")
        with root.cursor() as cursor:
            cursor.execute("CREATE DATABASE anjian CHARACTER SET utf8mb4")
            cursor.execute(f"CREATE USER reader@localhost IDENTIFIED BY '{SECRET}'")
            cursor.execute("GRANT SELECT ON anjian.* TO reader@localhost")
        root.select_db("anjian")
        filled(root, frames, "%s", "`")
        yield f"mysql://reader:{SECRET}@localhost/anjian?unix_socket={place}"
    finally:
        server.terminate()
        server.wait()


@pytest.mark.slow
@needs_mariadb
def test_mysql_gives_what_files_give(mariadb: str, from_files: Loaded, files: Path, tmp_path: Path) -> None:
    same(load(mariadb, tmp_path / "book", mapping=files / "mapping.toml"), from_files)
    with pytest.raises(SourceError, match="no connection"):
        load(mariadb.replace(SECRET, "falsch"), tmp_path / "other")
