-- Runs by hand, and tests that are muted.

-- the order of the cases in a run
ALTER TABLE run_cases ADD COLUMN position @INT NOT NULL DEFAULT 0;
-- the person who executes the case; people are only marked as deleted, so the row is there
ALTER TABLE run_cases ADD COLUMN assignee_id @INT;
-- the combinations of parameters, each of which gets a result: JSON, a list of objects of name and value
ALTER TABLE run_cases ADD COLUMN combinations TEXT;

-- Tests whose failures are known and do not count.
CREATE TABLE mutes (
    test_id @INT PRIMARY KEY REFERENCES tests(id) ON DELETE CASCADE,
    reason TEXT NOT NULL,
    owner TEXT,
    created_ms @INT NOT NULL,
    -- the first moment at which it no longer holds; none for a mute without end
    until_ms @INT,
    -- a person was told that it has ended
    is_told @BOOL NOT NULL DEFAULT FALSE
);
CREATE INDEX mutes_until ON mutes (until_ms) WHERE until_ms IS NOT NULL AND is_told = FALSE;
