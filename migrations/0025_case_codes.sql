-- The id in Qase is the code of a case in every list: it is read from this index alone, without the agreements that lie beside it.
DROP INDEX case_links_case;
CREATE INDEX case_links_case ON case_links (case_id, qase_project_id, qase_id);
