-- Roll-ups of results, kept by the store in the transaction of each write (store/rollup.rs). They cover results that are not
-- deleted and not hidden.

-- The last result of each case: the latest end (or time of storing), then the largest id, among runs that are not in the trash.
CREATE TABLE case_last_results (
    case_id @INT PRIMARY KEY REFERENCES cases(id) ON DELETE CASCADE,
    -- no references: a deleted project would look for each of its results here
    result_id @INT NOT NULL,
    run_id @INT NOT NULL,
    status TEXT NOT NULL,
    at_ms @INT NOT NULL
);

-- Tests of a run by the status of their last attempt, also of runs in the trash.
CREATE TABLE run_counters (
    run_id @INT NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
    status TEXT NOT NULL,
    tests @INT NOT NULL,
    PRIMARY KEY (run_id, status)
);

-- Sum of the durations of all attempts.
ALTER TABLE runs ADD COLUMN spent_ms @INT NOT NULL DEFAULT 0;

-- The case has a result in the run.
ALTER TABLE run_cases ADD COLUMN is_tested @BOOL NOT NULL DEFAULT FALSE;

-- The results of a case by time.
CREATE INDEX results_case_last ON results (case_id, coalesce(end_ms, created_ms), id);
DROP INDEX results_case;
-- The attempts of one test in a run.
CREATE INDEX results_test ON results (run_id, coalesce(CAST(case_id AS TEXT), signature, title), coalesce(params, ''));
-- Hidden results; a few at most.
CREATE INDEX results_hidden ON results (visible_ms) WHERE visible_ms IS NOT NULL;

INSERT INTO run_cases (run_id, case_id)
SELECT DISTINCT run_id, case_id FROM results WHERE case_id IS NOT NULL
ON CONFLICT DO NOTHING;

UPDATE run_cases SET is_tested = TRUE WHERE EXISTS (
    SELECT 1 FROM results r WHERE r.run_id = run_cases.run_id AND r.case_id = run_cases.case_id
    AND r.deleted_ms IS NULL AND r.visible_ms IS NULL);

CREATE INDEX run_cases_untested ON run_cases (run_id, case_id) WHERE is_tested = FALSE;

INSERT INTO case_last_results (case_id, result_id, run_id, status, at_ms)
SELECT case_id, id, run_id, status, at_ms FROM (
    SELECT r.case_id, r.id, r.run_id, r.status, coalesce(r.end_ms, r.created_ms) AS at_ms,
        row_number() OVER (PARTITION BY r.case_id ORDER BY coalesce(r.end_ms, r.created_ms) DESC, r.id DESC) AS back
    FROM results r JOIN runs u ON u.id = r.run_id
    WHERE r.case_id IS NOT NULL AND r.deleted_ms IS NULL AND r.visible_ms IS NULL AND u.deleted_ms IS NULL
) AS ordered WHERE back = 1;

INSERT INTO run_counters (run_id, status, tests)
SELECT run_id, status, count(*) FROM (
    SELECT run_id, status, row_number() OVER (
        PARTITION BY run_id, coalesce(CAST(case_id AS TEXT), signature, title), coalesce(params, '')
        ORDER BY coalesce(end_ms, created_ms) DESC, id DESC
    ) AS back
    FROM results WHERE deleted_ms IS NULL AND visible_ms IS NULL
) AS ordered WHERE back = 1 GROUP BY run_id, status;

UPDATE runs SET spent_ms = coalesce((
    SELECT sum(duration_ms) FROM results r WHERE r.run_id = runs.id AND r.deleted_ms IS NULL AND r.visible_ms IS NULL
), 0);
