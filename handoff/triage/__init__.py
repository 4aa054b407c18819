"""Understanding for programs: what a message asks, how heavy it weighs and where it should go. Stores nothing."""
