-- Twins: tests of one identity that are told apart by their suite, file, folder or place, because a run has several of them and nothing says
-- that one is another attempt of the other. Until now the last of them hid the others. `base_key` is the key that they share.

ALTER TABLE tests ADD COLUMN base_key TEXT;
ALTER TABLE tests ADD COLUMN discriminator TEXT;
CREATE INDEX tests_twins ON tests (project_id, base_key) WHERE base_key IS NOT NULL;
