-- name: add_up
-- One call more in its hour, if its series is known; otherwise no row comes back.
INSERT INTO rollup (hour, series, calls, images, waited, ran)
SELECT :hour, id, 1, :images,
    CASE WHEN CAST(:waited AS TEXT) IS NULL THEN '{}' ELSE jsonb_build_object(CAST(:waited AS TEXT), 1) END,
    CASE WHEN CAST(:ran AS TEXT) IS NULL THEN '{}' ELSE jsonb_build_object(CAST(:ran AS TEXT), 1) END
FROM series
WHERE account = :account AND "user" = :user AND key_id = :key_id AND workspace = :workspace AND model = :model
    AND engine = :engine AND outcome = :outcome AND code = :code
ON CONFLICT (hour, series) DO UPDATE SET calls = rollup.calls + 1, images = rollup.images + excluded.images,
    waited = CASE WHEN CAST(:waited AS TEXT) IS NULL THEN rollup.waited ELSE rollup.waited || jsonb_build_object(
        CAST(:waited AS TEXT), coalesce(CAST(rollup.waited ->> CAST(:waited AS TEXT) AS INTEGER), 0) + 1) END,
    ran = CASE WHEN CAST(:ran AS TEXT) IS NULL THEN rollup.ran ELSE rollup.ran || jsonb_build_object(
        CAST(:ran AS TEXT), coalesce(CAST(rollup.ran ->> CAST(:ran AS TEXT) AS INTEGER), 0) + 1) END
RETURNING hour

-- name: times
-- The histograms of the same calls: how many waited and ran how long, by bucket.
SELECT {columns}, 'waited' AS kind, CAST(each.key AS INTEGER) AS bucket, sum(CAST(each.value AS INTEGER)) AS calls
FROM rollup JOIN series ON series.id = rollup.series CROSS JOIN LATERAL jsonb_each_text(rollup.waited) AS each
WHERE hour >= :since AND hour < :until AND {only}
GROUP BY {by}, bucket
UNION ALL
SELECT {columns}, 'ran', CAST(each.key AS INTEGER) AS bucket, sum(CAST(each.value AS INTEGER))
FROM rollup JOIN series ON series.id = rollup.series CROSS JOIN LATERAL jsonb_each_text(rollup.ran) AS each
WHERE hour >= :since AND hour < :until AND {only}
GROUP BY {by}, bucket
