# Long work: stages and outcomes.

job-stage-starting = Starting
job-error-panicked = The job was interrupted by an error in the program
job-remedy-log = Finished items are saved. The log has the details; please report it.
