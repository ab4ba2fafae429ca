"""What a screen reader is given, screen by screen: the tree of roles and names, whole."""

from __future__ import annotations

from playwright.sync_api import expect

from .visitor import Visitor
