-- Runs that several ingests fill, as the jobs of one CI pipeline do, and these ingests: the shards.

CREATE TABLE sharded_runs (
    run_id @INT PRIMARY KEY REFERENCES runs(id) ON DELETE CASCADE,
    project_id @INT NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    -- id of the pipeline, which a run in the trash loses to a new one
    run_key TEXT,
    -- number of shards that end the run
    expected @INT,
    -- what tells the tests of an open run apart, packed (store/shards.rs)
    tests @BYTES,
    UNIQUE (project_id, run_key)
);

CREATE TABLE shards (
    run_id @INT NOT NULL REFERENCES sharded_runs(run_id) ON DELETE CASCADE,
    -- order of coming, from 1
    position @INT NOT NULL,
    input_hash TEXT NOT NULL,
    -- names of the files and folders, for people
    title TEXT NOT NULL,
    start_ms @INT,
    end_ms @INT,
    created_ms @INT NOT NULL,
    PRIMARY KEY (run_id, position),
    UNIQUE (run_id, input_hash)
);
