"""An enrolled tablet and its centre, as the commands beside it see them too."""

from __future__ import annotations

from tests.kiosk.outside.conftest import machine as machine  # the same tablet, by pytest's way of sharing a fixture
