-- Further suites that show a case beside its home suite (cases.suite_id): suites of the same project, never the home suite.
CREATE TABLE case_suites (
    case_id @INT NOT NULL REFERENCES cases(id) ON DELETE CASCADE,
    suite_id @INT NOT NULL REFERENCES suites(id) ON DELETE CASCADE,
    -- Among the cases of the suite, as cases.position.
    position @INT NOT NULL,
    PRIMARY KEY (case_id, suite_id)
);
CREATE INDEX case_suites_suite ON case_suites (suite_id);
