from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .product import Product, Visitor


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("servers")


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory, trained_model: Path) -> Iterator[Product]:
    running = Product(tmp_path_factory.mktemp("product"), trained_model)
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.fixture
def kev(product: Product) -> Visitor:
    return Visitor(product)
