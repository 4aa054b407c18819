"""Tables, migrations and queries. Writing is for ``work``; the rooms and the actions read."""
