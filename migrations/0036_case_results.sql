-- Nothing looks for results without a case in this index, and each of them was entered into it.
DROP INDEX results_case_last;
CREATE INDEX results_case_last ON results (case_id, coalesce(end_ms, created_ms), id) WHERE case_id IS NOT NULL;
