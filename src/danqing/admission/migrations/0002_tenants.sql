-- Users, workspaces, what a key opens, administrators, and a log that is only ever added to.

ALTER TABLE account ADD COLUMN suspended INTEGER NOT NULL DEFAULT 0;

CREATE TABLE user (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    account    INTEGER NOT NULL REFERENCES account (id),
    name       TEXT NOT NULL,
    main       INTEGER NOT NULL,
    workspaces TEXT NOT NULL DEFAULT '[]', -- ids, as JSON; of no meaning for a main user
    created    REAL NOT NULL,
    removed    REAL,
    UNIQUE (account, name)
) STRICT;

-- Every account has had a main user all along: it made the keys that are there.
INSERT INTO user (account, name, main, created) SELECT id, 'main', 1, created FROM account;

ALTER TABLE api_key ADD COLUMN user INTEGER REFERENCES user (id);
ALTER TABLE api_key ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE api_key ADD COLUMN models TEXT NOT NULL DEFAULT '["*"]'; -- patterns of names, as JSON
ALTER TABLE api_key ADD COLUMN region TEXT NOT NULL DEFAULT ''; -- empty: from before keys had one, opens in any
ALTER TABLE api_key ADD COLUMN expires REAL;
ALTER TABLE api_key ADD COLUMN used REAL;
ALTER TABLE api_key ADD COLUMN revoked REAL;
UPDATE api_key SET user = (SELECT user.id FROM user WHERE user.account = api_key.account);

CREATE TABLE workspace (
    account INTEGER NOT NULL REFERENCES account (id),
    id      TEXT NOT NULL,
    name    TEXT NOT NULL,
    models  TEXT NOT NULL, -- patterns of names, as JSON
    created REAL NOT NULL,
    removed REAL,
    PRIMARY KEY (account, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE administrator (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    name    TEXT NOT NULL,
    role    TEXT NOT NULL,
    hash    TEXT NOT NULL UNIQUE, -- SHA-256 of the token, in hexadecimal
    created REAL NOT NULL,
    revoked REAL
) STRICT;

CREATE TABLE audit (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    at         REAL NOT NULL,
    who        TEXT NOT NULL,
    action     TEXT NOT NULL,
    target     TEXT NOT NULL,
    account    TEXT NOT NULL,
    request_id TEXT NOT NULL,
    code       TEXT NOT NULL, -- of a refusal; empty for an act
    before     TEXT, -- JSON without secrets
    after      TEXT
) STRICT;

CREATE INDEX audit_account ON audit (account, id);

CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;

CREATE TRIGGER audit_is_not_shortened BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;

-- REPLACE takes a row away without asking the trigger above.
CREATE TRIGGER audit_is_not_replaced BEFORE INSERT ON audit
WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;
