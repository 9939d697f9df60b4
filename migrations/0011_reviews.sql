-- Review of cases, comments of reviewers, and templates.

-- in-review or approved; NULL for a case that nobody has sent to review.
ALTER TABLE cases ADD COLUMN review TEXT;
ALTER TABLE cases ADD COLUMN review_by TEXT;
ALTER TABLE cases ADD COLUMN review_ms @INT;

CREATE TABLE case_comments (
    id @ID,
    case_id @INT NOT NULL REFERENCES cases(id) ON DELETE CASCADE,
    author TEXT NOT NULL,
    body TEXT NOT NULL,
    created_ms @INT NOT NULL,
    updated_ms @INT NOT NULL,
    deleted_ms @INT
);
CREATE INDEX case_comments_case ON case_comments (case_id);

-- A whole case, or steps to insert into one.
CREATE TABLE templates (
    id @ID,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    content TEXT NOT NULL,
    created_ms @INT NOT NULL,
    updated_ms @INT NOT NULL,
    deleted_ms @INT
);
