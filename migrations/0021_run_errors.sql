-- Errors of runs that belong to none of their tests: what failed outside of a test, and files that state more than was read from them.

CREATE TABLE run_errors (
    run_id @INT NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
    -- order within the run, from 1
    position @INT NOT NULL,
    -- failure, notice, totals
    kind TEXT NOT NULL,
    -- the file of results that holds the error
    file TEXT NOT NULL,
    -- the file, suite or phase that failed
    source TEXT,
    -- blank for the kind totals
    message TEXT NOT NULL,
    trace TEXT,
    -- numbers of the kind totals
    stated_tests @INT,
    read_tests @INT,
    stated_bad @INT,
    read_bad @INT,
    PRIMARY KEY (run_id, position)
);
