-- Outgoing webhooks with their outbox, and issues of trackers that were made from failed results.

CREATE TABLE webhooks (
    id @ID,
    project_id @INT NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    title TEXT NOT NULL,
    -- origin of the address; the rest of it may be a secret
    origin TEXT NOT NULL,
    -- address and secret, encrypted with the key of the servers
    sealed TEXT NOT NULL,
    -- json, slack, teams, telegram, mattermost
    template TEXT NOT NULL,
    -- language of the texts: en, ru
    language TEXT NOT NULL,
    -- JSON list: run.completed, gate.broken, case.changed, mute.expired
    events TEXT NOT NULL,
    -- rules of the quality gate, as in a file of rules
    gate TEXT,
    is_enabled @BOOL NOT NULL,
    created_ms @INT NOT NULL,
    updated_ms @INT NOT NULL
);
CREATE INDEX webhooks_project ON webhooks (project_id);

CREATE TABLE webhook_deliveries (
    id @ID,
    uuid TEXT NOT NULL UNIQUE,
    webhook_id @INT NOT NULL REFERENCES webhooks(id) ON DELETE CASCADE,
    event TEXT NOT NULL,
    payload TEXT NOT NULL,
    -- pending, delivered, failed, dropped (the gate was met)
    state TEXT NOT NULL,
    attempts @INT NOT NULL,
    -- time of the next attempt
    next_ms @INT NOT NULL,
    -- the server that delivers it now, and the time until which others leave it alone
    lease TEXT,
    lease_ms @INT,
    -- status code and start of the last answer, or the reason why there was none
    status @INT,
    answer TEXT,
    error TEXT,
    created_ms @INT NOT NULL,
    done_ms @INT
);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (webhook_id, next_ms) WHERE state = 'pending';
CREATE INDEX webhook_deliveries_log ON webhook_deliveries (webhook_id, id);

-- ends of mutes that webhooks were told of
CREATE TABLE announced_mutes (
    test_id @INT NOT NULL REFERENCES tests(id) ON DELETE CASCADE,
    until_ms @INT NOT NULL,
    PRIMARY KEY (test_id, until_ms)
);

CREATE TABLE trackers (
    project_id @INT NOT NULL PRIMARY KEY REFERENCES projects(id) ON DELETE CASCADE,
    -- jira-cloud, jira-server, github, gitlab
    kind TEXT NOT NULL,
    base_url TEXT NOT NULL,
    -- key of the project in Jira, owner/repository, path of the project in GitLab
    place TEXT NOT NULL,
    -- type of new issues in Jira
    issue_type TEXT,
    updated_ms @INT NOT NULL
);

CREATE TABLE tracker_issues (
    id @ID,
    -- stands in the issue, so that a second attempt finds it
    uuid TEXT NOT NULL UNIQUE,
    project_id @INT NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    result_id @INT NOT NULL REFERENCES results(id) ON DELETE CASCADE,
    -- address of the tracker with the place in it
    tracker TEXT NOT NULL,
    -- none until the tracker has answered
    issue_key TEXT,
    url TEXT,
    -- name of its status, and whether it is a final one
    status TEXT,
    is_done @BOOL NOT NULL,
    -- time at which the status was read
    checked_ms @INT,
    created_ms @INT NOT NULL,
    UNIQUE (result_id, tracker)
);
CREATE INDEX tracker_issues_project ON tracker_issues (project_id, id);
