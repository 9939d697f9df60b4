-- Answers of the server to requests with an Idempotency-Key, kept for a day.
CREATE TABLE kept_answers (
    owner TEXT NOT NULL,
    key TEXT NOT NULL,
    -- hash of the request
    request TEXT NOT NULL,
    status @INT NOT NULL,
    headers TEXT NOT NULL,
    -- none for an answer that was too long to be kept
    body TEXT,
    created_ms @INT NOT NULL,
    PRIMARY KEY (owner, key)
);
CREATE INDEX kept_answers_created ON kept_answers (created_ms);
