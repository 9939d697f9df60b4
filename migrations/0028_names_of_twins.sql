-- A test that another one of its name joins gets a discriminator. Earlier runs have the name without it: this is the run that brought it.
ALTER TABLE tests ADD COLUMN named_run_id @INT;
