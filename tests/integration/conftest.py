"""The colleague whom most tests here have at work."""

from __future__ import annotations

import pytest

from tests.support.desk import Desk
from tests.support.installation import Service


@pytest.fixture
def desk(balie: Service) -> Desk:
    """Sanne, at work; nobody waits yet."""
    balie.empty_queue()
    return balie.desk("sanne", name="Sanne de Wit")
