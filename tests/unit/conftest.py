"""One PostgreSQL server for all tests here that ask for one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.databases import ready_cluster


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    """The address of a database that is ready to be copied."""
    with ready_cluster() as address:
        yield address
