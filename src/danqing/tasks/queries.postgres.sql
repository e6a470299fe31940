-- name: all_lost
-- Every answer of which nothing is known counts as lost just now, if the process that was to give it has no session.
UPDATE task SET lost = :now
WHERE delivered = 0 AND lost IS NULL AND node NOT IN (
    SELECT application_name FROM pg_stat_activity WHERE datname = current_database() AND application_name IS NOT NULL
)

-- name: claimable
-- A row comes back if a lane of these models may run.
SELECT asked.model FROM jsonb_array_elements_text(CAST(CAST(:models AS TEXT) AS JSONB)) AS asked (model)
WHERE EXISTS (SELECT 1 FROM lane WHERE lane.model = asked.model AND pending > 0 AND busy < lim) LIMIT 1

-- name: take_turn
-- Of the lanes of these models that may run, the one served longest ago runs one task more, and is now the last: its
-- row comes with the highest turn. All lanes of the account's model know that one more runs.
UPDATE lane SET
    busy = lane.busy + 1,
    running = lane.running + CASE lane.id WHEN next.id THEN 1 ELSE 0 END,
    pending = lane.pending - CASE lane.id WHEN next.id THEN 1 ELSE 0 END,
    turn = CASE lane.id WHEN next.id THEN nextval('turn') ELSE lane.turn END
FROM (
    SELECT head.id, head.account, head.of_model FROM jsonb_array_elements_text(CAST(CAST(:models AS TEXT) AS JSONB)) AS asked (model)
    CROSS JOIN LATERAL (
        SELECT id, turn, account, of_model FROM lane WHERE lane.model = asked.model AND pending > 0 AND busy < lim
        ORDER BY turn, id LIMIT 1
    ) AS head
    ORDER BY head.turn, head.id LIMIT 1
) AS next
WHERE lane.account = next.account AND lane.of_model = next.of_model
RETURNING lane.id, lane.turn

-- name: beat
-- Those of these tasks that the worker holds are its own until the new end of the lease.
UPDATE task SET lease = :lease
WHERE worker = :worker AND status = 'RUNNING'
    AND id IN (SELECT jsonb_array_elements_text(CAST(CAST(:held AS TEXT) AS JSONB)))

-- name: expired
-- The attempts whose leases have run out, found among those that run.
SELECT id, attempt FROM task WHERE status = 'RUNNING' AND lease <= :now
