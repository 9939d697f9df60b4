-- The last result of a case is the worst one of its last run (store/rollup.rs). Before, it was the one that ended last, so that a
-- combination of parameters that failed was hidden by the next one that passed.

-- The time is that of the case's latest result in the run, which need not be the worst one. A program of an older version that still
-- runs knows the column by another name and fails, instead of storing last results by the former rule.
ALTER TABLE case_last_results RENAME COLUMN at_ms TO latest_ms;

DELETE FROM case_last_results;

INSERT INTO case_last_results (case_id, result_id, run_id, status, latest_ms)
SELECT case_id, id, run_id, status, latest_ms FROM (
    SELECT case_id, id, run_id, status, latest_ms,
        row_number() OVER (PARTITION BY case_id ORDER BY
            CASE status WHEN 'failed' THEN 0 WHEN 'broken' THEN 1 WHEN 'blocked' THEN 2 WHEN 'invalid' THEN 3
                WHEN 'passed' THEN 5 WHEN 'skipped' THEN 6 ELSE 4 END,
            at_ms DESC, id DESC) AS place
    FROM (
        SELECT case_id, id, run_id, status, at_ms,
            first_value(run_id) OVER latest AS last_run, first_value(at_ms) OVER latest AS latest_ms,
            row_number() OVER (PARTITION BY case_id, run_id, test_id ORDER BY at_ms DESC, id DESC) AS back
        FROM (
            SELECT r.case_id, r.id, r.run_id, r.test_id, r.status, coalesce(r.end_ms, r.created_ms) AS at_ms
            FROM results r JOIN runs u ON u.id = r.run_id
            WHERE r.case_id IS NOT NULL AND r.deleted_ms IS NULL AND r.visible_ms IS NULL AND u.deleted_ms IS NULL
                AND r.status NOT IN ('in_progress', 'untested')
        ) AS counted WINDOW latest AS (PARTITION BY case_id ORDER BY at_ms DESC, id DESC)
    ) AS timed WHERE run_id = last_run AND back = 1
) AS ordered WHERE place = 1;
