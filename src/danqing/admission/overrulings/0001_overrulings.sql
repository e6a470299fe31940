-- What operators let pass although the lists strike it.

CREATE TABLE overruling (
    account TEXT NOT NULL, -- empty: for every account
    category TEXT NOT NULL,
    word TEXT NOT NULL,
    who TEXT NOT NULL,
    at REAL NOT NULL,
    PRIMARY KEY (account, category, word)
) STRICT, WITHOUT ROWID;
