-- What is created in Qase carries a trace, by which it is recognised with certainty.

ALTER TABLE sync_journal ADD COLUMN trace TEXT;
CREATE INDEX sync_journal_trace ON sync_journal (qase_project_id, action) WHERE trace IS NOT NULL;

-- When Qase created it, as Qase said: under one id another value is another case, of a project that was made again.
ALTER TABLE qase_cases ADD COLUMN created_at TEXT;

-- Ids that a case here had in Qase before it was made again there.
CREATE TABLE former_case_links (
    qase_project_id @INT NOT NULL REFERENCES qase_projects(id) ON DELETE CASCADE,
    qase_id @INT NOT NULL,
    case_id @INT NOT NULL REFERENCES cases(id) ON DELETE CASCADE,
    PRIMARY KEY (qase_project_id, qase_id)
);

-- What was sent of a result: one that was changed since is sent again.
ALTER TABLE result_links_qase ADD COLUMN content_hash TEXT;
