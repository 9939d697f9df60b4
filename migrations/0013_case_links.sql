-- Expected result of a whole case, and pages about it: a JSON array of {url, title}. Both stay in the workspace; Qase has neither.
ALTER TABLE cases ADD COLUMN expected_result TEXT;
ALTER TABLE cases ADD COLUMN links TEXT;

-- Nearly all steps of results have no parent; an entry for each of them made every result dearer to store.
DROP INDEX result_steps_parent;
CREATE INDEX result_steps_parent ON result_steps (parent_id) WHERE parent_id IS NOT NULL;
