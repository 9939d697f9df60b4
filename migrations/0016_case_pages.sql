-- Pages of a project's living cases are skipped by the index alone, without a look at the rows.

CREATE INDEX cases_pages ON cases (project_id, number, id) WHERE deleted_ms IS NULL;
