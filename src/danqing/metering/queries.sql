-- name: standing
-- All that decides whether an account may have images of a model, in one row: what was never said is NULL.
SELECT quota.images - quota.used - quota.held AS free, quota.until, quota.images IS NOT NULL AS known,
    coalesce(quota.free_only, funds.free_only, 0) AS free_only,
    funds.currency, funds.credit, funds.budget, funds.breach, funds.activated, (
        -- The price that holds at :now, in the account's own currency if there is one, else the one said last.
        SELECT price.amount || ' ' || price.currency FROM price
        WHERE price.model = :model AND price.region = :region AND price.valid_from <= :now
        ORDER BY price.currency = (SELECT own.currency FROM funds AS own WHERE own.account = :account) DESC,
            price.valid_from DESC, price.currency LIMIT 1
    ) AS price
FROM (SELECT CAST(:account AS TEXT) AS account) AS asked
LEFT JOIN quota ON quota.account = :account AND quota.model = :model
LEFT JOIN funds ON funds.account = :account

-- name: owed
-- By unit price: what an account used in a month, and what it holds of any month.
SELECT price, sum(CASE WHEN month = :month THEN paid ELSE 0 END) AS paid, sum(held) AS held FROM line
WHERE account = :account AND currency = :currency GROUP BY price

-- name: activate
-- The account has begun to ask for things; only the first time counts.
INSERT INTO funds (account, activated) VALUES (:account, :now)
ON CONFLICT (account) DO UPDATE SET activated = coalesce(funds.activated, excluded.activated)
RETURNING activated

-- name: give_free
-- The free images that a model comes with, given once, and only where nothing else was decided.
INSERT INTO quota (account, model, images, until) VALUES (:account, :model, :images, :until)
ON CONFLICT (account, model) DO UPDATE SET images = excluded.images, until = excluded.until
WHERE quota.images IS NULL

-- name: hold_free
-- Free images are kept back for a task.
UPDATE quota SET held = held + :free WHERE account = :account AND model = :model

-- name: settle_free
-- What was kept back is used as far as it was drawn, and free again for the rest.
UPDATE quota SET held = held - :free, used = used + :drawn WHERE account = :account AND model = :model

-- name: book
-- A bill's line has these images more; it is begun if need be.
INSERT INTO line (account, month, model, currency, price, free, paid, held)
VALUES (:account, :month, :model, :currency, :price, :free, :paid, CASE WHEN :held > 0 THEN :held ELSE 0 END)
ON CONFLICT (account, month, model, currency, price)
DO UPDATE SET free = line.free + :free, paid = line.paid + :paid, held = line.held + :held

-- name: credit
-- What an account that pays in advance has left; NULL or no row: it pays afterwards.
SELECT credit, currency FROM funds WHERE account = :account

-- name: set_credit
-- What is left after a payment in either direction.
UPDATE funds SET credit = :credit WHERE account = :account

-- name: add_up
-- One call more in its hour, if its series is known; otherwise no row comes back.
INSERT INTO rollup (hour, series, calls, images, waited, ran)
SELECT :hour, id, 1, :images, CASE WHEN :waited IS NULL THEN '{}' ELSE json_set('{}', '$.' || :waited, 1) END,
    CASE WHEN :ran IS NULL THEN '{}' ELSE json_set('{}', '$.' || :ran, 1) END
FROM series
WHERE account = :account AND "user" = :user AND key_id = :key_id AND workspace = :workspace AND model = :model
    AND engine = :engine AND outcome = :outcome AND code = :code
ON CONFLICT (hour, series) DO UPDATE SET calls = calls + 1, images = images + excluded.images,
    waited = CASE WHEN :waited IS NULL THEN waited
        ELSE json_set(waited, '$.' || :waited, coalesce(json_extract(waited, '$.' || :waited), 0) + 1) END,
    ran = CASE WHEN :ran IS NULL THEN ran
        ELSE json_set(ran, '$.' || :ran, coalesce(json_extract(ran, '$.' || :ran), 0) + 1) END
RETURNING hour

-- name: add_series
-- A combination that was never seen before.
INSERT INTO series (account, "user", key_id, workspace, model, engine, outcome, code)
VALUES (:account, :user, :key_id, :workspace, :model, :engine, :outcome, :code)

-- name: first_price
-- A price from the beginning of time, unless there is one already.
INSERT INTO price (model, region, currency, valid_from, amount) VALUES (:model, :region, :currency, 0, :amount)
ON CONFLICT DO NOTHING

-- name: quota
-- One account's free images of one model.
SELECT * FROM quota WHERE account = :account AND model = :model

-- name: quotas
-- Every grant of free images, or those of one account.
SELECT * FROM quota WHERE :account = '' OR account = :account ORDER BY account, model

-- name: set_quota
-- The grant is of so many images and until then; what was used of it and is held stays.
INSERT INTO quota (account, model, images, until) VALUES (:account, :model, :images, :until)
ON CONFLICT (account, model) DO UPDATE SET images = excluded.images, until = excluded.until

-- name: set_model_free_only
-- Whether the account wants nothing of the model that costs; NULL: as for its other models.
INSERT INTO quota (account, model, free_only) VALUES (:account, :model, :free_only)
ON CONFLICT (account, model) DO UPDATE SET free_only = excluded.free_only

-- name: funds
-- What one account may spend.
SELECT * FROM funds WHERE account = :account

-- name: set_free_only
-- Whether the account wants nothing that costs, of any model that has no word of its own.
INSERT INTO funds (account, free_only) VALUES (:account, :free_only)
ON CONFLICT (account) DO UPDATE SET free_only = excluded.free_only

-- name: set_budget
-- What the account may spend in a month.
INSERT INTO funds (account, currency, budget, breach) VALUES (:account, :currency, :budget, :breach)
ON CONFLICT (account) DO UPDATE
SET currency = excluded.currency, budget = excluded.budget, breach = excluded.breach

-- name: open_credit
-- What the account has paid in advance; NULL: it pays afterwards.
INSERT INTO funds (account, currency, credit) VALUES (:account, :currency, :credit)
ON CONFLICT (account) DO UPDATE SET currency = excluded.currency, credit = excluded.credit

-- name: price_from
-- The price of a model from exactly that moment on.
SELECT * FROM price
WHERE model = :model AND region = :region AND currency = :currency AND valid_from = :valid_from

-- name: prices
-- Every price there ever was or will be, or those of one model.
SELECT * FROM price WHERE :model = '' OR model = :model ORDER BY model, region, currency, valid_from

-- name: set_price
-- What an image costs from a moment on; what was submitted before keeps its price.
INSERT INTO price (model, region, currency, valid_from, amount)
VALUES (:model, :region, :currency, :valid_from, :amount)
ON CONFLICT (model, region, currency, valid_from) DO UPDATE SET amount = excluded.amount

-- name: bill
-- The lines of a month's bill in which something was drawn: of one account, or of all.
SELECT * FROM line WHERE month = :month AND (:account = '' OR account = :account) AND free + paid > 0
ORDER BY account, model, currency, price

-- name: usage
-- What was asked and drawn in some hours, summed up by {by}.
SELECT {columns}, sum(calls) AS calls, sum(images) AS images,
    sum(CASE WHEN outcome = 'SUCCEEDED' THEN calls ELSE 0 END) AS succeeded,
    sum(CASE WHEN outcome = 'FAILED' THEN calls ELSE 0 END) AS failed,
    sum(CASE WHEN outcome = 'CANCELED' THEN calls ELSE 0 END) AS canceled,
    sum(CASE WHEN outcome = 'REFUSED' THEN calls ELSE 0 END) AS refused
FROM rollup JOIN series ON series.id = rollup.series
WHERE hour >= :since AND hour < :until AND {only}
GROUP BY {by} ORDER BY {by}

-- name: times
-- The histograms of the same calls: how many waited and ran how long, by bucket.
SELECT {columns}, 'waited' AS kind, CAST(each.key AS INTEGER) AS bucket, sum(each.value) AS calls
FROM rollup JOIN series ON series.id = rollup.series JOIN json_each(rollup.waited) AS each
WHERE hour >= :since AND hour < :until AND {only}
GROUP BY {by}, bucket
UNION ALL
SELECT {columns}, 'ran', CAST(each.key AS INTEGER) AS bucket, sum(each.value)
FROM rollup JOIN series ON series.id = rollup.series JOIN json_each(rollup.ran) AS each
WHERE hour >= :since AND hour < :until AND {only}
GROUP BY {by}, bucket

-- name: foldable
-- The rows of days before :day that are not the row of their whole day.
SELECT hour / 24 * 24 AS day, rollup.* FROM rollup WHERE hour < :day AND hour % 24 > 0
ORDER BY day, series LIMIT :most

-- name: rollup
-- What one series came to in one hour, or in the day that begins with it.
SELECT * FROM rollup WHERE hour = :hour AND series = :series

-- name: unfold
-- A row is taken out of the hours.
DELETE FROM rollup WHERE hour = :hour AND series = :series

-- name: put_rollup
-- What a whole day came to.
INSERT INTO rollup (hour, series, calls, images, waited, ran)
VALUES (:hour, :series, :calls, :images, :waited, :ran)
