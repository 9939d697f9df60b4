-- The number of results of each run, kept like the sum of their durations: all attempts that are not deleted and not hidden. A list of a
-- project's results says how many there are in all, and counting them takes longer than reading its page.
ALTER TABLE runs ADD COLUMN result_count @INT NOT NULL DEFAULT 0;

-- A program of an older version that still runs would go on without the count. It knows the sum by another name, so that it fails.
ALTER TABLE runs RENAME COLUMN spent_ms TO result_ms;

UPDATE runs SET result_count = counted.results FROM (
    SELECT run_id, count(*) AS results FROM results WHERE deleted_ms IS NULL AND visible_ms IS NULL GROUP BY run_id
) AS counted WHERE counted.run_id = runs.id;
