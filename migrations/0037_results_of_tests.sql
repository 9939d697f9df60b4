-- Results of a test in a run are found by results_of_test, which has the same columns. Each result was entered into both.
DROP INDEX results_test;
