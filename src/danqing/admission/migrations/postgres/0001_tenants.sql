-- Accounts, users, workspaces, the keys that open them, administrators, and a log that is only ever added to.

CREATE TABLE IF NOT EXISTS revision (
    stage  TEXT PRIMARY KEY,
    number BIGINT NOT NULL -- of the latest change; whoever changes something has to know the one before
);

-- What all processes sign with, and what opens the admin API.
CREATE TABLE secret (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- Numbers up to which some may have been given to rows that were taken away.
CREATE TABLE given (
    kind   TEXT PRIMARY KEY,
    number BIGINT NOT NULL
);

CREATE TABLE account (
    id        BIGINT PRIMARY KEY,
    name      TEXT NOT NULL UNIQUE,
    created   DOUBLE PRECISION NOT NULL,
    suspended INTEGER NOT NULL DEFAULT 0,
    revision  BIGINT NOT NULL -- the change that made the row what it is
);

CREATE TABLE "user" (
    id         BIGINT PRIMARY KEY,
    account    BIGINT NOT NULL REFERENCES account (id),
    name       TEXT NOT NULL,
    main       INTEGER NOT NULL,
    workspaces TEXT NOT NULL DEFAULT '[]', -- ids, as JSON; of no meaning for a main user
    created    DOUBLE PRECISION NOT NULL,
    removed    DOUBLE PRECISION,
    revision   BIGINT NOT NULL,
    UNIQUE (account, name)
);

CREATE TABLE workspace (
    account  BIGINT NOT NULL REFERENCES account (id),
    id       TEXT NOT NULL,
    name     TEXT NOT NULL,
    models   TEXT NOT NULL, -- patterns of names, as JSON
    created  DOUBLE PRECISION NOT NULL,
    removed  DOUBLE PRECISION,
    revision BIGINT NOT NULL,
    PRIMARY KEY (account, id)
);

CREATE TABLE api_key (
    id       BIGINT PRIMARY KEY,
    account  BIGINT NOT NULL REFERENCES account (id),
    "user"   BIGINT NOT NULL REFERENCES "user" (id),
    name     TEXT NOT NULL DEFAULT '',
    hash     TEXT NOT NULL UNIQUE, -- SHA-256 of the key, in hexadecimal
    hint     TEXT NOT NULL,        -- its last four characters
    models   TEXT NOT NULL DEFAULT '["*"]', -- patterns of names, as JSON
    region   TEXT NOT NULL DEFAULT '',
    created  DOUBLE PRECISION NOT NULL,
    expires  DOUBLE PRECISION,
    used     DOUBLE PRECISION, -- the latest moment that any process knows of
    revoked  DOUBLE PRECISION,
    revision BIGINT NOT NULL
);

CREATE TABLE administrator (
    id       BIGINT PRIMARY KEY,
    name     TEXT NOT NULL,
    role     TEXT NOT NULL,
    hash     TEXT NOT NULL UNIQUE, -- SHA-256 of the token, in hexadecimal
    created  DOUBLE PRECISION NOT NULL,
    revoked  DOUBLE PRECISION,
    revision BIGINT NOT NULL
);

CREATE INDEX account_revision ON account (revision);
CREATE INDEX user_revision ON "user" (revision);
CREATE INDEX workspace_revision ON workspace (revision);
CREATE INDEX api_key_revision ON api_key (revision);
CREATE INDEX administrator_revision ON administrator (revision);
CREATE INDEX api_key_used ON api_key (used);

CREATE TABLE audit (
    id         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at         DOUBLE PRECISION NOT NULL,
    who        TEXT NOT NULL,
    action     TEXT NOT NULL,
    target     TEXT NOT NULL,
    account    TEXT NOT NULL,
    request_id TEXT NOT NULL,
    code       TEXT NOT NULL, -- of a refusal; empty for an act
    before     TEXT, -- JSON without secrets
    after      TEXT
);

CREATE INDEX audit_account ON audit (account, id);

-- On one line: a statement ends with the line on which one may end.
CREATE FUNCTION only_added_to() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the audit log is only added to'; END $$;

CREATE TRIGGER audit_is_not_changed BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION only_added_to();

CREATE TRIGGER audit_is_not_emptied BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION only_added_to();
