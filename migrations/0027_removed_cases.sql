-- A case that is gone in Qase has the code of a case that Qase does not have. Lists find these cases without reading the copies of all.
CREATE INDEX qase_cases_removed ON qase_cases (qase_project_id, qase_id) WHERE removed_ms IS NOT NULL;
