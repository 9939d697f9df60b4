-- Pairs of projects that are mirrored again and again, and the completed runs that watching them has found.

CREATE TABLE mirror_pairs (
    id @ID,
    -- what is mirrored into what, and how: JSON
    pair TEXT NOT NULL,
    -- runs that began before are not looked at any more; none before the first look
    look_from_ms @INT,
    -- what came of it last
    last_sync_id @INT REFERENCES sync_history(id) ON DELETE SET NULL,
    created_ms @INT NOT NULL,
    updated_ms @INT NOT NULL
);

-- A run that has ended. When it ends again, later, it is looked at again.
CREATE TABLE mirror_watched (
    pair_id @INT NOT NULL REFERENCES mirror_pairs(id) ON DELETE CASCADE,
    run_id @INT NOT NULL,
    title TEXT NOT NULL,
    ended_ms @INT NOT NULL,
    -- before: it had ended when watching began; waiting, done, failed
    state TEXT NOT NULL,
    attempts @INT NOT NULL DEFAULT 0,
    next_ms @INT NOT NULL,
    PRIMARY KEY (pair_id, run_id)
);
