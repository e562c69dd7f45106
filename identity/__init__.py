"""Which records of different systems are one thing. Pure: frames in, decisions out; no files, no database, no clock."""
