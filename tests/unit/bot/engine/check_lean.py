"""The engine without TensorFlow: spared where the pipeline does without, there where it may be needed."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from bot.lean import needed

ROOT = Path(__file__).parents[4]
USES = """
import sys
from bot import lean
lean.spare()
import rasa.core.run
from rasa.core.policies.rule_policy import RulePolicy
from rasa.utils.tensorflow.models import RasaModel
import thinc.compat
print(sorted(m for m in sys.modules if m.startswith("tensorflow.python.")), thinc.compat.has_tensorflow)
RasaModel()
"""


class Lean(unittest.TestCase):
    def test_only_what_is_known_to_do_without_does(self) -> None:
        assert not needed(ROOT / "config.yml")
        for part in ("pipeline:\n- name: DIETClassifier\n", "pipeline: []\npolicies:\n- name: TEDPolicy\n", "pipeline:\n- name: elsewhere.Mine\n"):
            with tempfile.NamedTemporaryFile("w", suffix=".yml") as file:
                file.write(part)
                file.flush()
                assert needed(Path(file.name)), part

    def test_the_engine_loads_without_and_says_so_when_it_is_used_all_the_same(self) -> None:
        done = subprocess.run([sys.executable, "-W", "ignore", "-c", USES], cwd=ROOT, capture_output=True, text=True, timeout=120)
        assert done.stdout.strip() == "[] False", done.stdout + done.stderr[-2000:]
        assert "RasaModel needs TensorFlow" in done.stderr
