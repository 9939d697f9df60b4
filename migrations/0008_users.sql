-- Reserved for users, tokens and permissions; changes nothing.

UPDATE projects SET id = id WHERE FALSE;
