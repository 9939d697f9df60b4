-- Tests: what a result is a result of, over all runs of a project, whatever case it belongs to (store/known_tests.rs).

CREATE TABLE tests (
    id @ID,
    project_id @INT NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    -- a letter for the kind of identity, the identity, and the parameters after a question mark
    key TEXT NOT NULL,
    title TEXT NOT NULL,
    full_name TEXT,
    -- the case of its last result, and how that case was found
    case_id @INT REFERENCES cases(id) ON DELETE SET NULL,
    found_by TEXT,
    UNIQUE (project_id, key)
);
CREATE INDEX tests_case ON tests (case_id) WHERE case_id IS NOT NULL;

-- Texts that repeat in the steps and labels of results, each kept once.
CREATE TABLE texts (
    id @ID,
    -- the first 16 bytes of the BLAKE3 hash
    hash @BYTES NOT NULL UNIQUE,
    text TEXT NOT NULL
);

-- no reference: a test is deleted with its project alone, as its results are
ALTER TABLE results ADD COLUMN test_id @INT;
-- how the case was found
ALTER TABLE results ADD COLUMN found_by TEXT;
-- a later attempt of the test is in the run
ALTER TABLE results ADD COLUMN is_retried @BOOL NOT NULL DEFAULT FALSE;
-- passed after a failed attempt, or called flaky by the tool
ALTER TABLE results ADD COLUMN is_flaky @BOOL NOT NULL DEFAULT FALSE;
-- hash of the normalised message of a failure
ALTER TABLE results ADD COLUMN failure @INT;
-- steps, labels and what else is read for a single result alone (store/result_detail.rs)
ALTER TABLE results ADD COLUMN detail @BYTES;

-- Results of files, by the hash of what was read, so that the same input is known again.
ALTER TABLE runs ADD COLUMN input_hash TEXT;
-- what files of results say of their run: environment, build, categories of failures (JSON)
ALTER TABLE runs ADD COLUMN facts TEXT;
CREATE INDEX runs_input ON runs (input_hash) WHERE input_hash IS NOT NULL;

INSERT INTO tests (project_id, key, title)
SELECT u.project_id,
    coalesce('c' || CAST(r.case_id AS TEXT), 's' || r.signature, 't' || r.title) || coalesce('?' || r.params, '') AS key,
    max(r.title)
FROM results r JOIN runs u ON u.id = r.run_id
GROUP BY u.project_id, key;

UPDATE results SET test_id = (
    SELECT t.id FROM tests t JOIN runs u ON u.project_id = t.project_id
    WHERE u.id = results.run_id
    AND t.key = coalesce('c' || CAST(results.case_id AS TEXT), 's' || results.signature, 't' || results.title)
        || coalesce('?' || results.params, ''));

-- Before the look at each test: without it, each would read all results.
DROP INDEX results_test;
-- The attempts of one test in a run.
CREATE INDEX results_test ON results (run_id, test_id);
-- The history of a test.
CREATE INDEX results_of_test ON results (test_id, run_id);

UPDATE tests SET case_id = (SELECT max(r.case_id) FROM results r WHERE r.test_id = tests.id)
WHERE EXISTS (SELECT 1 FROM results r WHERE r.test_id = tests.id AND r.case_id IS NOT NULL);

UPDATE results SET is_retried = TRUE WHERE EXISTS (
    SELECT 1 FROM results later WHERE later.run_id = results.run_id AND later.test_id = results.test_id
    AND later.deleted_ms IS NULL AND later.visible_ms IS NULL
    AND (coalesce(later.end_ms, later.created_ms), later.id) > (coalesce(results.end_ms, results.created_ms), results.id));

-- Outcomes of finished runs, packed (store/outcomes.rs): what a comparison of two runs reads.
CREATE TABLE run_outcomes (
    run_id @INT PRIMARY KEY REFERENCES runs(id) ON DELETE CASCADE,
    -- 0 for none
    environment_id @INT NOT NULL,
    at_ms @INT NOT NULL,
    outcomes @BYTES NOT NULL
);

-- What the last finished runs of an environment say of a test (store/test_history.rs).
CREATE TABLE test_history (
    test_id @INT NOT NULL REFERENCES tests(id) ON DELETE CASCADE,
    -- 0 for none
    environment_id @INT NOT NULL,
    project_id @INT NOT NULL,
    -- packed
    recent @BYTES NOT NULL,
    bad @INT NOT NULL,
    -- in thousandths; 0 for a test that is not flaky
    flaky_rate @INT NOT NULL,
    mean_ms @INT,
    PRIMARY KEY (test_id, environment_id)
);
CREATE INDEX test_history_flaky ON test_history (project_id, flaky_rate) WHERE flaky_rate > 0;
CREATE INDEX test_history_bad ON test_history (project_id, bad) WHERE bad > 0;
CREATE INDEX test_history_slow ON test_history (project_id, mean_ms) WHERE mean_ms IS NOT NULL;
