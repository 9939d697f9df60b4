# Long work: stages and outcomes.
