-- Sign-in through a provider of OpenID Connect.

-- E-mails that administrators gave to users: the first sign-in through the provider is matched by them.
CREATE TABLE user_emails (
    user_id @INT PRIMARY KEY REFERENCES users(id) ON DELETE CASCADE,
    -- lower case of ASCII letters
    email TEXT NOT NULL UNIQUE
);

-- Accounts at a provider, each of one user. From the first sign-in on they decide, and no e-mail.
CREATE TABLE user_identities (
    id @ID,
    user_id @INT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    -- sign-ins that began before have ended
    created_ms @INT NOT NULL,
    UNIQUE (issuer, subject),
    UNIQUE (user_id, issuer)
);
