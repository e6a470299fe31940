-- Tasks, the lanes in which they wait their turn, and what they used.

CREATE TABLE lane (
    id      INTEGER PRIMARY KEY,
    account TEXT NOT NULL,
    model   TEXT NOT NULL,
    lim     INTEGER NOT NULL,
    running INTEGER NOT NULL DEFAULT 0 CHECK (running >= 0),
    pending INTEGER NOT NULL DEFAULT 0 CHECK (pending >= 0),
    turn    INTEGER NOT NULL DEFAULT 0, -- when it was last served, counted in claims; 0: never
    UNIQUE (account, model)
) STRICT;

-- The lanes that may run, longest unserved first: a claim never meets a blocked one.
CREATE INDEX lane_ready ON lane (model, turn) WHERE pending > 0 AND running < lim;

CREATE TABLE task (
    seq             INTEGER PRIMARY KEY, -- the order of promises
    id              TEXT NOT NULL UNIQUE,
    account         TEXT NOT NULL,
    key_id          TEXT NOT NULL,
    request_id      TEXT NOT NULL,
    model           TEXT NOT NULL,
    door            TEXT NOT NULL,
    n               INTEGER NOT NULL,
    lane            INTEGER REFERENCES lane (id), -- NULL: refused before it had one
    status          TEXT NOT NULL,
    submitted       REAL NOT NULL,
    scheduled       REAL,
    ended           REAL,
    attempt         INTEGER NOT NULL DEFAULT 0, -- claims so far; fences the finish
    uncounted       INTEGER NOT NULL DEFAULT 0, -- those of them that say nothing against the task
    worker          TEXT,
    lease           REAL, -- when the claim runs out
    idempotency_key TEXT,
    digest          TEXT NOT NULL,
    delivered       INTEGER NOT NULL DEFAULT 0, -- whether the answer is known to have reached its client
    lost            REAL, -- when it was last reported not to have
    job             TEXT,
    outcome         TEXT,
    failure         TEXT
) STRICT;

CREATE INDEX task_pending ON task (lane, seq) WHERE status = 'PENDING';
CREATE INDEX task_running ON task (worker) WHERE status = 'RUNNING';
CREATE INDEX task_submitted ON task (account, submitted);
CREATE INDEX task_ended ON task (ended) WHERE ended IS NOT NULL;
CREATE INDEX task_undelivered ON task (digest, lost) WHERE delivered = 0;
CREATE UNIQUE INDEX task_idempotency ON task (account, idempotency_key) WHERE idempotency_key IS NOT NULL;

CREATE TABLE usage (
    task    TEXT PRIMARY KEY, -- a task is counted once, whatever happens
    account TEXT NOT NULL,
    key_id  TEXT NOT NULL,
    model   TEXT NOT NULL,
    images  INTEGER NOT NULL,
    at      REAL NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX usage_at ON usage (at);
