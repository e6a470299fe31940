-- Several processes over one database: each sees that another one has decided something.

CREATE TABLE IF NOT EXISTS revision (
    stage  TEXT PRIMARY KEY,
    number INTEGER NOT NULL -- of the latest change; whoever changes something has to know the one before
) STRICT, WITHOUT ROWID;
