"""Databases on a given Citus cluster (one on the coordinator and one of the same name on each worker, joined), or a stand-in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo
from sqlalchemy.engine import make_url

Node = tuple[str, int]
SHARDS = 2  # a table; Citus' 32 would make each test wait for a thousand little tables


STAND_IN = Path(__file__).with_name("citus_stand_in.sql")


def with_citus(url: str) -> None:
    """Have Citus' functions in a database: the stand-in where it is no cluster's."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as db:
        if db.execute("SELECT to_regclass('pg_dist_partition')").fetchone() == (None,):
            db.execute(STAND_IN.read_bytes())


def workers(coordinator: str) -> list[Node]:
    """Return the workers of the cluster, none where the coordinator is all there is."""
    with psycopg.connect(coordinator, autocommit=True) as db:
        rows = db.execute(
            "SELECT nodename, nodeport FROM pg_dist_node WHERE groupid <> 0 AND isactive AND noderole = 'primary'"
        )
        return [(str(host), int(port)) for host, port in rows]


def create(coordinator: str, nodes: Sequence[Node], name: str) -> None:
    """Make a database on every node and join them."""
    for where in (coordinator, *(_at(coordinator, node) for node in nodes)):
        _do(where, f'CREATE DATABASE "{name}"')
        _do(make_conninfo(where, dbname=name), "CREATE EXTENSION citus")
    # what a template would bring along must be here before the first connection of a test
    _do(coordinator, f'ALTER DATABASE "{name}" SET citus.shard_count = {SHARDS}')
    here = make_conninfo(coordinator, dbname=name)
    with psycopg.connect(here, autocommit=True) as db:
        host, port = db.info.host, db.info.port
        db.execute("SELECT citus_set_coordinator_host(%s, %s)", (host, port))
        for worker in nodes:
            db.execute("SELECT citus_add_node(%s, %s)", worker)


def empty(where: str) -> None:
    """Take every row out of a database, spread as it is; which version its tables are of stays."""
    with psycopg.connect(where, autocommit=True) as db:
        found = db.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
        )
        names = ", ".join(f'"{name}"' for (name,) in found)
        db.execute(f"TRUNCATE {names}".encode())


def drop(coordinator: str, node: Node, name: str) -> None:
    """Drop a worker's part of a database."""
    _do(_at(coordinator, node), f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _at(coordinator: str, node: Node) -> str:
    return make_conninfo(coordinator, host=node[0], port=node[1])


def _do(where: str, statement: str) -> None:
    with psycopg.connect(where, autocommit=True) as db:
        db.execute(statement.encode())
