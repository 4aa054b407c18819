"""``make bench-nlu`` on a tiny file: it measures, picks its settings itself, and answers bad input in a sentence."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.support.process import ROOT, plain_environment

PYTHON = ROOT / "bot" / ".venv" / "bin" / "python"
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not PYTHON.exists(), reason="the engine's environment is missing")]
SAID = {
    "PRICE": ["what does it cost", "how much is it", "price of the bike", "tell me the price", "what do I pay a month", "cost a month"],
    "HOURS": ["when are you open", "opening hours", "are you open on sunday", "what time do you close", "open today", "closing time"],
    "CANCEL": ["cancel my order", "I want to cancel", "how do I cancel", "please cancel it", "stop my order", "cancellation"],
    "AGENT": ["talk to a human", "I want an agent", "connect me to someone", "a person please", "human agent", "let me talk to a person"],
}


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(PYTHON), "-W", "ignore", "-m", "bot.bench_nlu", *arguments]
    return subprocess.run(command, cwd=ROOT, env=plain_environment(COLUMNS="130"), capture_output=True, text=True, check=False, timeout=300)


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    train, test = tmp_path / "train.csv", tmp_path / "test.csv"
    train.write_text("sentence,label\n" + "".join(f"{s},{topic}\n" for topic, said in SAID.items() for s in said))
    test.write_text("sentence,label\nwhat is the price,PRICE\nopen on monday,HOURS\ncancel order,CANCEL\nhuman please,AGENT\nxyzzy qwrt,NO_NODES_DETECTED\n")
    return str(train), str(test)


def test_it_measures_and_says_what_it_chose(files: tuple[str, str]) -> None:
    done = run(*files, "--ours-only")
    assert done.returncode == 0, done.stderr
    assert "24 sentences, 4 topics; 5 test messages, 1 out of scope." in done.stdout
    assert "Chosen on the training file" in done.stdout
    cells = [c.strip() for c in next(line for line in done.stdout.splitlines() if "ours" in line).strip("│ ").split("│")]
    assert float(cells[1]) == 1.0, "every test message shares its word with training"
    assert float(cells[3].split(" at ")[0]) == 1.0, "what shares no word with training is told apart"
    assert cells == [c.strip() for c in next(line for line in run(*files, "--ours-only").stdout.splitlines() if "ours" in line).strip("│ ").split("│")][:6] + cells[6:], "the same seed gives the same"


@pytest.mark.parametrize(
    ("train", "words"),
    [
        ("words,label\nhello,a\n", "needs a column named text"),
        ("", "needs a column"),
        ("text,label\n", "holds no rows"),
        ("text,label\nhello,a\nhi,a\n", "nothing to choose between"),
    ],
)
def test_a_bad_file_is_answered_in_a_sentence(files: tuple[str, str], tmp_path: Path, train: str, words: str) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text(train)
    done = run(str(bad), files[1], "--ours-only")
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr + done.stdout
