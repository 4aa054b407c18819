"""What the bot can do. The engine asks for an action by name; all of them run one turn, each for its kind of topic."""
