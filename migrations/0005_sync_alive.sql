-- When a running synchronisation last gave a sign of life: one that gives none any more was interrupted.

ALTER TABLE sync_history ADD COLUMN alive_ms @INT;
