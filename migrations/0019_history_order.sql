-- Runs have one order everywhere: by start (the time of creation where there is none), then by id. The history of tests was ordered by the
-- end of runs, so that runs that overlap had another order there than in the list and for comparisons. What is packed in
-- test_history.recent is sorted anew after this script (store/upgrade.rs).

UPDATE run_outcomes SET at_ms = (SELECT coalesce(u.start_ms, u.created_ms) FROM runs u WHERE u.id = run_outcomes.run_id);
