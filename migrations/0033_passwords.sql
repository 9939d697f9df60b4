-- Passwords of users, for browsers. A user without one signs in with a token.
CREATE TABLE user_passwords (
    user_id @INT PRIMARY KEY REFERENCES users(id) ON DELETE CASCADE,
    -- Argon2id, in the PHC form with its salt and parameters
    hash TEXT NOT NULL,
    -- sign-ins that began before have ended
    changed_ms @INT NOT NULL
);

-- Links by which a user sets a password.
CREATE TABLE invites (
    id @ID,
    user_id @INT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    -- hash of the secret in the link
    token_hash TEXT NOT NULL UNIQUE,
    created_ms @INT NOT NULL,
    expires_ms @INT NOT NULL,
    used_ms @INT
);
CREATE INDEX invites_user ON invites (user_id);
