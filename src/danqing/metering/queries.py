"""The named statements of the books."""

from importlib.resources import files

from danqing.database.script import Queries

QUERIES = Queries(files("danqing.metering"))
rows, row = QUERIES.rows, QUERIES.row
