"""The named statements of the ledger."""

from importlib.resources import files

from danqing.database.script import Queries

QUERIES = Queries(files("danqing.tasks"))
rows, row = QUERIES.rows, QUERIES.row
