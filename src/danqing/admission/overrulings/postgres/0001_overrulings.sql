-- What operators let pass although the lists strike it.

CREATE TABLE IF NOT EXISTS revision (
    stage  TEXT PRIMARY KEY,
    number BIGINT NOT NULL
);

CREATE TABLE overruling (
    account  TEXT NOT NULL, -- empty: for every account
    category TEXT NOT NULL,
    word     TEXT NOT NULL,
    who      TEXT NOT NULL,
    at       DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (account, category, word)
);
