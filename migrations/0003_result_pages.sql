-- Pages of a run's results are counted and skipped by the index alone, without a look at the rows.

CREATE INDEX results_pages ON results (run_id, id, deleted_ms, visible_ms);
DROP INDEX results_run;
