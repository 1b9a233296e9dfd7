"""Tests here may wait."""

from tests.in_loop import pytest_pyfunc_call

__all__ = ["pytest_pyfunc_call"]
