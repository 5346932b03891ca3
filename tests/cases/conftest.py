from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def as_written_in_the_code() -> Iterator[None]:
    """Sentences are compared with those in the code, whatever the language of the house."""
    with translation.override(None):
        yield
