from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .product import Product, Visitor
from .providers import Providers


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("servers")


@pytest.fixture(scope="session")
def providers() -> Iterator[Providers]:
    """All providers of messages: they take what the product sends."""
    standing_in = Providers()
    yield standing_in
    standing_in.stop()


@pytest.fixture(scope="session")
def product(
    tmp_path_factory: pytest.TempPathFactory, trained_model: Path, providers: Providers
) -> Iterator[Product]:
    """The product with every channel on."""
    folder = tmp_path_factory.mktemp("product")
    running = Product(folder, trained_model, **providers.environment)
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.fixture
def kev(product: Product) -> Visitor:
    return Visitor(product)
