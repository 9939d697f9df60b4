# Long work: stages and outcomes.

job-stage-starting = Starting
job-error-panicked = The task broke off because of an error in the program
job-remedy-log = What was already done is kept. The log has the details; please report it.
