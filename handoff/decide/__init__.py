"""Pure decisions over facts and content: no database, no clock, no environment."""
