-- Defects, reviews of proposed cases, shared parameters, and issues of cases, as Qase's API has them.

CREATE TABLE defects (
    id @ID,
    project_id @INT NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    number @INT NOT NULL,
    title TEXT NOT NULL,
    title_fold TEXT NOT NULL,
    actual_result TEXT NOT NULL,
    severity TEXT NOT NULL,
    -- open, in_progress, resolved, invalid
    status TEXT NOT NULL,
    -- row id; no reference, as in cases: undo brings a milestone back under its id
    milestone_id @INT,
    custom_fields TEXT NOT NULL,
    tags TEXT NOT NULL,
    attachments TEXT NOT NULL,
    -- address or key of the issue that results link; none for a defect of a test or of nothing
    issue TEXT,
    author TEXT,
    created_ms @INT NOT NULL,
    updated_ms @INT NOT NULL,
    resolved_ms @INT,
    UNIQUE (project_id, number)
);
CREATE INDEX defects_issue ON defects (project_id, issue) WHERE issue IS NOT NULL;

CREATE TABLE defect_results (
    defect_id @INT NOT NULL REFERENCES defects(id) ON DELETE CASCADE,
    result_id @INT NOT NULL REFERENCES results(id) ON DELETE CASCADE,
    PRIMARY KEY (defect_id, result_id)
);
CREATE INDEX defect_results_result ON defect_results (result_id);

CREATE TABLE case_reviews (
    id @ID,
    project_id @INT NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    number @INT NOT NULL,
    -- the case to change; none for the draft of a new case
    case_id @INT REFERENCES cases(id) ON DELETE CASCADE,
    title TEXT NOT NULL,
    title_fold TEXT NOT NULL,
    -- open, merged, declined
    status TEXT NOT NULL,
    author TEXT,
    -- JSON object with the fields that were sent
    proposal TEXT NOT NULL,
    created_ms @INT NOT NULL,
    updated_ms @INT NOT NULL,
    UNIQUE (project_id, number)
);
CREATE INDEX case_reviews_case ON case_reviews (case_id) WHERE case_id IS NOT NULL;

CREATE TABLE review_reviewers (
    review_id @INT NOT NULL REFERENCES case_reviews(id) ON DELETE CASCADE,
    position @INT NOT NULL,
    user_id @INT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    -- unapproved, approved, changes_requested
    status TEXT NOT NULL,
    PRIMARY KEY (review_id, user_id)
);
CREATE INDEX review_reviewers_user ON review_reviewers (user_id);

CREATE TABLE shared_parameters (
    id @ID,
    uuid TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    -- true for parameters that vary together
    is_group @BOOL NOT NULL,
    -- JSON list of codes; none for all projects
    projects TEXT,
    items TEXT NOT NULL,
    created_ms @INT NOT NULL,
    updated_ms @INT NOT NULL
);

CREATE TABLE case_issues (
    case_id @INT NOT NULL REFERENCES cases(id) ON DELETE CASCADE,
    -- jira-cloud, jira-server
    kind TEXT NOT NULL,
    issue TEXT NOT NULL,
    PRIMARY KEY (case_id, kind, issue)
);
CREATE INDEX case_issues_issue ON case_issues (issue);
