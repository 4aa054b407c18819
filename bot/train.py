"""Trains the engine's model: ``python -m bot.train OUT_FOLDER NAME``. Prints ``BALIE-TRAIN`` lines for the progress bar."""

from __future__ import annotations

import os
import sys
import tempfile

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")


def main(folder: str, name: str) -> int:
    """Train from config.yml, domain.yml and data/bot into ``folder``/``name``.tar.gz; 0 when that worked."""
    import warnings

    warnings.simplefilter("ignore")
    print("BALIE-TRAIN engine: loading", flush=True)
    from rasa.model_training import train

    # A cache of its own: a model is what its content says, not what an earlier run left behind.
    with tempfile.TemporaryDirectory() as cache:
        os.environ["RASA_CACHE_DIRECTORY"] = cache
        print("BALIE-TRAIN engine: reading sentences and rules", flush=True)
        result = train(
            "domain.yml", "config.yml", ["data/bot"], output=folder, fixed_model_name=name, force_training=True
        )
    return result.code if result.model else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
