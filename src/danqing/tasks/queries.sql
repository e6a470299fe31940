-- name: seen_by_key
-- The task that an account made with this Idempotency-Key, at whatever time.
SELECT * FROM task WHERE account = :account AND idempotency_key = :idempotency_key

-- name: seen_by_digest
-- The first task of an equal request whose answer was lost after :since; one whose answer arrived is never found, and
-- neither is one that was called off when its caller left.
SELECT * FROM task
WHERE digest = :digest AND delivered = 0 AND account = :account AND idempotency_key IS NULL AND lost > :since
    AND status <> 'CANCELED'
ORDER BY seq LIMIT 1

-- name: free_key
-- The Idempotency-Key is free again if its task was called off before its answer reached anybody; then a row comes back.
UPDATE task SET idempotency_key = NULL
WHERE account = :account AND idempotency_key = :idempotency_key AND status = 'CANCELED' AND lost IS NOT NULL
RETURNING id

-- name: join_lane
-- One more task waits in the lane, which is opened if need be; the lane's own limits hold, else the latest ticket's.
-- And, as `earlier` says, when the submission came that decides whether this one is too fast by the ticket's rate.
INSERT INTO lane (account, model, of_model, lim, pending, busy) VALUES (
    :account, :model, :of_model, :lim, 1,
    coalesce((SELECT other.busy FROM lane AS other WHERE account = :account AND of_model = :of_model LIMIT 1), 0)
)
ON CONFLICT (account, model) DO UPDATE SET pending = lane.pending + 1, lim = coalesce(lane.own_lim, excluded.lim)
RETURNING id, own_rate, (
    SELECT task.submitted FROM task
    WHERE task.account = :account AND task.model = :of_model AND task.submitted > :since AND task.submitted <= :now
    ORDER BY task.submitted DESC LIMIT 1 OFFSET :skip
) AS earlier

-- name: earlier
-- When the account's submission to the model came that lies :skip before the latest one, if that was after :since;
-- what the clock has since gone back behind is not there.
SELECT submitted FROM task WHERE account = :account AND model = :of_model AND submitted > :since AND submitted <= :now
ORDER BY submitted DESC LIMIT 1 OFFSET :skip

-- name: open_lane
-- The lane, opened if need be, in which nothing new waits.
INSERT INTO lane (account, model, of_model, lim, busy) VALUES (
    :account, :model, :of_model, 1,
    coalesce((SELECT other.busy FROM lane AS other WHERE account = :account AND of_model = :of_model LIMIT 1), 0)
)
ON CONFLICT (account, model) DO UPDATE SET lim = lane.lim
RETURNING id, own_rate

-- name: limits
-- The lanes with limits of their own: of one account, or of all.
SELECT account, model, own_lim, own_rate FROM lane
WHERE (:account = '' OR account = :account) AND (own_lim IS NOT NULL OR own_rate IS NOT NULL) ORDER BY account, model

-- name: own_limits
-- The limits that one lane has of its own.
SELECT account, model, own_lim, own_rate FROM lane WHERE account = :account AND model = :model

-- name: set_limits
-- The lane has these limits, which hold for what waits too; one taken away holds until the next ticket.
INSERT INTO lane (account, model, of_model, lim, own_lim, own_rate, busy) VALUES (
    :account, :model, :model, coalesce(:own_lim, 1), :own_lim, :own_rate,
    coalesce((SELECT other.busy FROM lane AS other WHERE account = :account AND of_model = :model LIMIT 1), 0)
)
ON CONFLICT (account, model)
DO UPDATE SET lim = coalesce(excluded.own_lim, lane.lim), own_lim = excluded.own_lim, own_rate = excluded.own_rate

-- name: set_limits_of_routes
-- So have the lanes of the model's routes; their rate is asked for with each ticket.
UPDATE lane SET lim = coalesce(:own_lim, lim) WHERE account = :account AND of_model = :model

-- name: add
-- A new task behind all earlier ones.
INSERT INTO task (
    id, account, "user", key_id, workspace, request_id, model, door, n, lane, status, submitted, scheduled, ended,
    idempotency_key, digest, job, failure, hold
) VALUES (
    :id, :account, :user, :key_id, :workspace, :request_id, :model, :door, :n, :lane, :status, :submitted, :scheduled,
    :ended, :idempotency_key, :digest, :job, :failure, :hold
)

-- name: delivered
-- The request needs no recognising by its digest any more.
UPDATE task SET delivered = 1, lost = NULL WHERE id = :id

-- name: lost
-- The answer was lost just now; without effect once it was delivered.
UPDATE task SET lost = :now WHERE id = :id AND delivered = 0

-- name: all_lost
-- Every answer of which nothing is known counts as lost just now.
UPDATE task SET lost = :now WHERE delivered = 0 AND lost IS NULL

-- name: get
-- The account's own task; nobody sees another's.
SELECT * FROM task WHERE id = :id AND account = :account

-- name: list
-- One page of the account's matching tasks, newest first.
SELECT * FROM task
WHERE account = :account AND submitted BETWEEN :since AND :until
    AND (:task_id = '' OR id = :task_id) AND (:model = '' OR model = :model)
    AND (:status = '' OR status = :status) AND (:key_id = '' OR key_id = :key_id)
ORDER BY submitted DESC, seq DESC LIMIT :most OFFSET :skip

-- name: list_total
-- How many tasks `list` has on all pages.
SELECT count(*) AS total FROM task
WHERE account = :account AND submitted BETWEEN :since AND :until
    AND (:task_id = '' OR id = :task_id) AND (:model = '' OR model = :model)
    AND (:status = '' OR status = :status) AND (:key_id = '' OR key_id = :key_id)

-- name: cancel
-- Only a PENDING task is cancelled; a claim that came first has won.
UPDATE task SET status = 'CANCELED', ended = :now
WHERE id = :id AND account = :account AND status = 'PENDING'
RETURNING lane, account, "user", key_id, workspace, model, submitted, scheduled, hold

-- name: leave_lane
-- One task less waits in the lane.
UPDATE lane SET pending = pending - 1 WHERE id = :lane

-- name: claimable
-- A row comes back if a lane of these models may run.
SELECT asked.value FROM json_each(:models) AS asked
WHERE EXISTS (SELECT 1 FROM lane WHERE model = asked.value AND pending > 0 AND busy < lim) LIMIT 1

-- name: take_turn
-- Of the lanes of these models that may run, the one served longest ago runs one task more, and is now the last: its
-- row comes with the highest turn. All lanes of the account's model know that one more runs.
-- The heads are looked up model by model: `model IN (…) ORDER BY turn` would sort all ready lanes.
UPDATE lane SET
    busy = lane.busy + 1,
    running = lane.running + (lane.id = next.id),
    pending = lane.pending - (lane.id = next.id),
    turn = CASE lane.id WHEN next.id THEN (SELECT max(turn) FROM lane) + 1 ELSE lane.turn END
FROM (
    SELECT head.id, head.account, head.of_model FROM json_each(:models) AS asked
    JOIN lane AS head ON head.id = (
        SELECT id FROM lane WHERE model = asked.value AND pending > 0 AND busy < lim ORDER BY turn, id LIMIT 1
    )
    ORDER BY head.turn, head.id LIMIT 1
) AS next
WHERE lane.account = next.account AND lane.of_model = next.of_model
RETURNING id, turn

-- name: take
-- The lane's first waiting task belongs to the worker until the lease runs out; its attempt has a new number.
UPDATE task SET status = 'RUNNING', attempt = attempt + 1, worker = :worker, lease = :lease, scheduled = :now
WHERE seq = (SELECT seq FROM task WHERE lane = :lane AND status = 'PENDING' ORDER BY seq LIMIT 1)
RETURNING *

-- name: beat
-- Those of these tasks that the worker holds are its own until the new end of the lease.
UPDATE task SET lease = :lease
WHERE worker = :worker AND status = 'RUNNING' AND id IN (SELECT value FROM json_each(:held))

-- name: progress
-- The task is so far, if this attempt still holds it; otherwise no row comes back.
UPDATE task SET progress = :part WHERE id = :id AND attempt = :attempt AND status = 'RUNNING' RETURNING id

-- name: finish
-- The task ends, if this attempt still holds it; otherwise nothing changes and no row comes back.
UPDATE task SET status = :status, outcome = :outcome, failure = :failure, ended = :now, worker = NULL, lease = NULL,
    progress = NULL
WHERE id = :id AND attempt = :attempt AND status = 'RUNNING'
RETURNING lane, account, "user", key_id, workspace, model, submitted, scheduled, hold

-- name: leave_running
-- One task less runs in the lane; so many still wait in it and in the other lanes of the account's model.
UPDATE lane SET busy = busy - 1, running = running - CASE id WHEN :lane THEN 1 ELSE 0 END
WHERE (account, of_model) = (SELECT own.account, own.of_model FROM lane AS own WHERE own.id = :lane)
RETURNING pending

-- name: count
-- What the task used; a second row for one task is refused.
INSERT INTO usage (task, account, key_id, model, images, at) VALUES (:task, :account, :key_id, :model, :images, :now)

-- name: give_back
-- The task waits again at its old place, if this attempt still holds it and another one is allowed.
UPDATE task SET status = 'PENDING', uncounted = uncounted + :free, worker = NULL, lease = NULL, scheduled = NULL,
    progress = NULL
WHERE id = :id AND attempt = :attempt AND status = 'RUNNING' AND (:free = 1 OR attempt - uncounted < :most)
RETURNING lane

-- name: back_to_lane
-- A task of the lane that ran waits again.
UPDATE lane SET
    busy = busy - 1,
    running = running - CASE id WHEN :lane THEN 1 ELSE 0 END,
    pending = pending + CASE id WHEN :lane THEN 1 ELSE 0 END
WHERE (account, of_model) = (SELECT own.account, own.of_model FROM lane AS own WHERE own.id = :lane)

-- name: expired
-- The attempts whose leases have run out, found among those that run.
SELECT id, attempt FROM task INDEXED BY task_running WHERE status = 'RUNNING' AND lease <= :now

-- name: purge
-- Up to :most final tasks that ended before :before, the oldest first, are gone; usage has no part in it.
DELETE FROM task
WHERE seq IN (SELECT seq FROM task WHERE ended < :before ORDER BY ended LIMIT :most)
RETURNING *

-- name: depths
-- How many tasks of each model wait and run, counted in the lanes.
SELECT model, sum(pending) AS pending, sum(running) AS running FROM lane
GROUP BY model HAVING sum(pending) + sum(running) > 0 ORDER BY model

-- name: used
-- What finished from :since and before :until, summed up by account, key and model.
SELECT account, key_id, model, sum(images) AS images FROM usage WHERE at >= :since AND at < :until
GROUP BY account, key_id, model ORDER BY account, key_id, model
