-- Tasks, the lanes in which they wait their turn, and what they used.

CREATE SEQUENCE turn;

CREATE TABLE lane (
    id       BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account  TEXT NOT NULL,
    model    TEXT NOT NULL,
    lim      INTEGER NOT NULL,
    running  INTEGER NOT NULL DEFAULT 0 CHECK (running >= 0),
    pending  INTEGER NOT NULL DEFAULT 0 CHECK (pending >= 0),
    turn     BIGINT NOT NULL DEFAULT 0, -- when it was last served, counted in claims; 0: never
    own_lim  INTEGER,                   -- instead of what tickets say; NULL: as they say
    own_rate DOUBLE PRECISION,          -- submissions per second; NULL: as tickets say
    UNIQUE (account, model)
) WITH (fillfactor = 50);

-- The lanes that may run, longest unserved first: a claim never meets a blocked one.
CREATE INDEX lane_ready ON lane (model, turn, id) WHERE pending > 0 AND running < lim;

CREATE TABLE task (
    seq             BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, -- the order of promises
    id              TEXT NOT NULL UNIQUE,
    account         TEXT NOT NULL,
    "user"          TEXT NOT NULL DEFAULT '',
    key_id          TEXT NOT NULL,
    workspace       TEXT NOT NULL DEFAULT '',
    request_id      TEXT NOT NULL,
    model           TEXT NOT NULL,
    door            TEXT NOT NULL,
    n               INTEGER NOT NULL,
    lane            BIGINT REFERENCES lane (id), -- NULL: refused before it had one
    status          TEXT NOT NULL,
    submitted       DOUBLE PRECISION NOT NULL,
    scheduled       DOUBLE PRECISION,
    ended           DOUBLE PRECISION,
    attempt         INTEGER NOT NULL DEFAULT 0, -- claims so far; fences the finish
    uncounted       INTEGER NOT NULL DEFAULT 0, -- those of them that say nothing against the task
    worker          TEXT,
    lease           DOUBLE PRECISION, -- when the claim runs out
    progress        DOUBLE PRECISION, -- from 0 to 1; NULL: nothing is known, or the task does not run
    idempotency_key TEXT,
    digest          TEXT NOT NULL,
    delivered       INTEGER NOT NULL DEFAULT 0, -- whether the answer is known to have reached its client
    lost            DOUBLE PRECISION, -- when it was last reported not to have
    node            TEXT NOT NULL DEFAULT current_setting('application_name'), -- the process that answers
    job             TEXT,
    outcome         TEXT,
    failure         TEXT,
    hold            TEXT -- NULL: nothing was ever held for it
) WITH (fillfactor = 80);

CREATE INDEX task_pending ON task (lane, seq) WHERE status = 'PENDING';
CREATE INDEX task_running ON task (worker) WHERE status = 'RUNNING';
CREATE INDEX task_lease ON task (lease) WHERE status = 'RUNNING';
CREATE INDEX task_submitted ON task (account, submitted);
CREATE INDEX task_lane ON task (lane, submitted) WHERE lane IS NOT NULL;
CREATE INDEX task_ended ON task (ended) WHERE ended IS NOT NULL;
CREATE INDEX task_undelivered ON task (digest, lost) WHERE delivered = 0;
CREATE INDEX task_unanswered ON task (node) WHERE delivered = 0 AND lost IS NULL;
CREATE UNIQUE INDEX task_idempotency ON task (account, idempotency_key) WHERE idempotency_key IS NOT NULL;

CREATE TABLE usage (
    task    TEXT PRIMARY KEY, -- a task is counted once, whatever happens
    account TEXT NOT NULL,
    key_id  TEXT NOT NULL,
    model   TEXT NOT NULL,
    images  INTEGER NOT NULL,
    at      DOUBLE PRECISION NOT NULL
);

CREATE INDEX usage_at ON usage (at);
