-- What a project may hold, and how long it keeps runs and files. None means no limit, and for ever.
CREATE TABLE project_rules (
    project_id @INT PRIMARY KEY REFERENCES projects(id) ON DELETE CASCADE,
    -- most of each
    attachment_bytes @INT,
    results @INT,
    cases @INT,
    -- ended runs of so many days, and the last so many of them, are kept
    keep_days @INT,
    keep_runs @INT,
    -- files of passed results are kept for so many days
    keep_files_days @INT,
    -- runs that ended before lost the files of their passed results
    files_until_ms @INT NOT NULL DEFAULT 0
);

-- Runs that no rule takes.
CREATE TABLE kept_runs (
    run_id @INT PRIMARY KEY REFERENCES runs(id) ON DELETE CASCADE,
    created_ms @INT NOT NULL
);

CREATE INDEX attachments_project ON attachments (project_id, size) WHERE deleted_ms IS NULL;
