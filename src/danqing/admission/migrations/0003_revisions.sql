-- Several processes over one database: each learns what the others changed by the number of the change.

CREATE TABLE IF NOT EXISTS revision (
    stage  TEXT PRIMARY KEY,
    number INTEGER NOT NULL -- of the latest change; whoever changes something has to know the one before
) STRICT, WITHOUT ROWID;

-- The change that made a row what it is.
ALTER TABLE account ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE user ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE workspace ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE api_key ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE administrator ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;

-- Numbers up to which earlier versions may have given some to rows that they took away; since then none is taken away.
CREATE TABLE given (
    kind   TEXT PRIMARY KEY,
    number INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO given (kind, number)
SELECT name, seq FROM sqlite_sequence WHERE name IN ('account', 'user', 'api_key', 'administrator');

-- What all processes of a database sign with, and what opens the admin API.
CREATE TABLE secret (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
