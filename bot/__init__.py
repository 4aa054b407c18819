"""The engine side of Balie: everything that runs inside Rasa, on its own Python. May import ``text`` and nothing else."""
