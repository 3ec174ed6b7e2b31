"""The diary: what happened in each session, in one private SQLite file that is only ever added to."""
