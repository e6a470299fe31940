-- Prices, free images, what accounts may spend, what they owe, and what was asked of the service hour by hour.

CREATE TABLE price (
    model      TEXT NOT NULL,
    region     TEXT NOT NULL,
    currency   TEXT NOT NULL,
    valid_from DOUBLE PRECISION NOT NULL, -- until the next one of the same model, region and currency
    amount     TEXT NOT NULL, -- for one image; a decimal number, never rounded
    PRIMARY KEY (model, region, currency, valid_from)
);

CREATE TABLE funds (
    account   TEXT PRIMARY KEY,
    activated DOUBLE PRECISION,                       -- when the account first asked for something; NULL: not yet
    free_only INTEGER NOT NULL DEFAULT 0, -- whether it wants nothing that costs
    currency  TEXT NOT NULL DEFAULT '',   -- of credit and budget
    credit    TEXT,                       -- paid in advance and not spent yet; NULL: pays afterwards
    budget    TEXT,                       -- for a calendar month; NULL: none
    breach    TEXT NOT NULL DEFAULT 'warn'
);

CREATE TABLE quota (
    account   TEXT NOT NULL,
    model     TEXT NOT NULL,
    images    INTEGER,                    -- given for nothing, in all; NULL: nothing was decided yet
    used      INTEGER NOT NULL DEFAULT 0 CHECK (used >= 0),
    held      INTEGER NOT NULL DEFAULT 0 CHECK (held >= 0), -- by tasks that have not ended
    until     DOUBLE PRECISION,                       -- when what is left is void; NULL: never
    free_only INTEGER,                    -- NULL: as the account
    PRIMARY KEY (account, model)
);

CREATE TABLE line (
    account  TEXT NOT NULL,
    month    TEXT NOT NULL,
    model    TEXT NOT NULL,
    currency TEXT NOT NULL,
    price    TEXT NOT NULL, -- for one paid image
    free     INTEGER NOT NULL DEFAULT 0 CHECK (free >= 0),
    paid     INTEGER NOT NULL DEFAULT 0 CHECK (paid >= 0),
    held     INTEGER NOT NULL DEFAULT 0 CHECK (held >= 0), -- by tasks submitted in this month that have not ended
    PRIMARY KEY (account, month, model, currency, price)
);

CREATE TABLE series (
    id        BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account   TEXT NOT NULL,
    "user"    TEXT NOT NULL,
    key_id    TEXT NOT NULL,
    workspace TEXT NOT NULL,
    model     TEXT NOT NULL,
    engine    TEXT NOT NULL,
    outcome   TEXT NOT NULL,
    code      TEXT NOT NULL,
    UNIQUE (account, "user", key_id, workspace, model, engine, outcome, code)
);

CREATE TABLE rollup (
    hour   BIGINT NOT NULL, -- since the epoch, of the end
    series BIGINT NOT NULL REFERENCES series (id),
    calls  INTEGER NOT NULL,
    images INTEGER NOT NULL,
    waited JSONB NOT NULL, -- {bucket: calls}, from submission to the last attempt's begin
    ran    JSONB NOT NULL, -- {bucket: calls}, from there to the end
    PRIMARY KEY (hour, series)
);
