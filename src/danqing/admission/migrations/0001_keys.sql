-- Accounts, and the keys that open them; a key itself is kept nowhere.

CREATE TABLE account (
    id      INTEGER PRIMARY KEY AUTOINCREMENT, -- a number is never given to a second account
    name    TEXT NOT NULL UNIQUE,
    created REAL NOT NULL
) STRICT;

CREATE TABLE api_key (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL REFERENCES account (id),
    hash    TEXT NOT NULL UNIQUE, -- SHA-256 of the key, in hexadecimal
    hint    TEXT NOT NULL,        -- its last four characters
    created REAL NOT NULL
) STRICT;
