-- Users of the server with their roles. A project without a role is invisible to a user.

CREATE TABLE users (
    id @ID,
    name TEXT NOT NULL,
    name_fold TEXT NOT NULL UNIQUE,
    -- viewer, tester, lead, admin; an admin of the registry is an administrator of every project
    registry_role TEXT,
    created_ms @INT NOT NULL,
    updated_ms @INT NOT NULL
);

CREATE TABLE user_projects (
    user_id @INT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    project_id @INT NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    role TEXT NOT NULL,
    PRIMARY KEY (user_id, project_id)
);

ALTER TABLE server_tokens ADD COLUMN user_id @INT REFERENCES users(id) ON DELETE CASCADE;
-- The highest role that the token has anywhere; NULL keeps the roles of its owner.
ALTER TABLE server_tokens ADD COLUMN role TEXT;
-- Valid in the projects of token_projects alone. A flag, so that a token whose projects were deleted does not become valid in all.
ALTER TABLE server_tokens ADD COLUMN is_limited @BOOL NOT NULL DEFAULT FALSE;
ALTER TABLE server_tokens ADD COLUMN expires_ms @INT;
ALTER TABLE server_tokens ADD COLUMN used_ms @INT;
-- Created by the server at its start and not for a person.
ALTER TABLE server_tokens ADD COLUMN is_own @BOOL NOT NULL DEFAULT FALSE;
CREATE INDEX server_tokens_user ON server_tokens (user_id);

CREATE TABLE token_projects (
    token_id @INT NOT NULL REFERENCES server_tokens(id) ON DELETE CASCADE,
    project_id @INT NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    PRIMARY KEY (token_id, project_id)
);

-- The one token that a server had until now is a token of an administrator.
INSERT INTO users (name, name_fold, registry_role, created_ms, updated_ms)
    SELECT 'admin', 'admin', 'admin', min(created_ms), min(created_ms) FROM server_tokens HAVING count(*) > 0;
UPDATE server_tokens SET is_own = TRUE, user_id = (SELECT id FROM users WHERE name_fold = 'admin');

-- Counts changes of users, tokens and projects: a running server reads them again when the number differs.
CREATE TABLE access_changes (
    id @INT PRIMARY KEY,
    version @INT NOT NULL
);
INSERT INTO access_changes (id, version) VALUES (1, 1);
