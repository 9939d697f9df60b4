-- Secret links by which a run's report is read without a sign-in, until a moment.
CREATE TABLE shared_runs (
    id @ID,
    run_id @INT NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
    -- hash of the secret, which is nowhere
    token_hash TEXT NOT NULL UNIQUE,
    -- who made it
    author TEXT,
    created_ms @INT NOT NULL,
    -- the first moment at which it no longer holds
    until_ms @INT NOT NULL
);
CREATE INDEX shared_runs_run ON shared_runs (run_id);
