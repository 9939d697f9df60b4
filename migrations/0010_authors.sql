-- Every operation has an author: who (there since the first version) and the way by which it came.

-- window, cli, api, sync, mirror, ingest, migration
ALTER TABLE operations ADD COLUMN source TEXT NOT NULL DEFAULT 'window';
-- The synchronisation of which it is a part: a row of sync_history.
ALTER TABLE operations ADD COLUMN sync_id @INT;
-- The operation that this one takes back.
ALTER TABLE operations ADD COLUMN undoes @INT;
-- What could be done again was recorded without the operation that took it back.
UPDATE operations SET undone = 2 WHERE undone = 1;

CREATE INDEX operations_author ON operations (who, id) WHERE undone IS NOT NULL;
CREATE INDEX operations_undoes ON operations (undoes) WHERE undoes IS NOT NULL;

-- A person that is taken back goes out of sight; rows may still name it.
ALTER TABLE people ADD COLUMN deleted_ms @INT;
