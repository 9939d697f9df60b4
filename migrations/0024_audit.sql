-- Who changed what around the server, from which address: users, tokens, projects, fields, deletions; sign-ins and refusals.

CREATE TABLE audit (
    id @ID,
    at_ms @INT NOT NULL,
    -- user of the server, or the person of the command line; none for a stranger
    who TEXT,
    -- source of the write, as in operations
    source TEXT NOT NULL,
    -- address of the client of the server
    address TEXT,
    -- id of the API's operation, or a word such as create-user, sign-in
    action TEXT NOT NULL,
    -- code of the project, which may be gone
    project TEXT,
    -- name, number or hash of the thing
    object TEXT,
    -- JSON object with the values that were sent
    detail TEXT,
    -- equal events that the row stands for
    times @INT NOT NULL
);

CREATE INDEX audit_time ON audit (at_ms, id);
