"""An outage is tried again with back-off and jitter; what another try cannot mend is not."""

import pytest
from prefect.states import Failed

from connectors.errors import (
    BadReply,
    ConnectorError,
    NotAllowed,
    RateLimited,
    SchemaDrift,
    ServerFailed,
    TruncatedFetch,
    Unreachable,
    WrongCredential,
)
from flows.tasks import passes_by_itself, sync


@pytest.mark.parametrize("error", [Unreachable, RateLimited, ServerFailed])
def test_an_outage_is_tried_again(error: type[ConnectorError]) -> None:
    assert passes_by_itself(None, None, Failed(data=error("shop: did not answer")))


@pytest.mark.parametrize("error", [WrongCredential, NotAllowed, BadReply, SchemaDrift, TruncatedFetch, KeyError])
def test_what_time_does_not_mend_is_not(error: type[Exception]) -> None:
    assert not passes_by_itself(None, None, Failed(data=error("shop: no")))


def test_waits_grow_and_differ() -> None:
    assert sync.retries == 3
    waits = sync.retry_delay_seconds
    assert isinstance(waits, list) and waits == sorted(waits) and len(set(waits)) == 3
    assert sync.retry_jitter_factor == 0.5
