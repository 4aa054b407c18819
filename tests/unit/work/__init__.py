"""Work with a database of its own, without a service or an engine."""
