-- PostgreSQL takes at most 2,704 bytes of a row into an index: of texts of any length their beginning is entered.
DROP INDEX case_field_values_field;
CREATE INDEX case_field_values_field ON case_field_values (field_id, substr(value, 1, 500));
DROP INDEX results_signature;
CREATE INDEX results_signature ON results (substr(signature, 1, 500)) WHERE signature IS NOT NULL;
DROP INDEX defects_issue;
CREATE INDEX defects_issue ON defects (project_id, substr(issue, 1, 500)) WHERE issue IS NOT NULL;
