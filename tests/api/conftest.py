"""What the tests of the API share."""

import pytest

from tests import factories


@pytest.fixture(autouse=True)
def _demonstration(settings):
    """The second factor has its own tests: a demonstration offers it and does not demand it."""
    settings.DEMO = True


@pytest.fixture
def site():
    return factories.organisation("Centre de Clairvaldieu", city="Valdieu")


@pytest.fixture
def anne(site):
    return factories.quality_manager(site, email="anne@example.org", first_name="Anne", last_name="Royèvre")


@pytest.fixture
def marc(site):
    return factories.evaluator(site, email="marc@example.org", first_name="Marc", last_name="Malvois")


@pytest.fixture
def stranger():
    return factories.quality_manager(factories.organisation("Ailleurs"))
