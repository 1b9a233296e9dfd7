"""A short walk of the machine; `tests/torture` takes the long one."""

from hypothesis import HealthCheck, settings

from tests.storage.journal_machine import JournalMachine

TestJournalAgreesWithADictionary = JournalMachine.TestCase
TestJournalAgreesWithADictionary.settings = settings(
    max_examples=40,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
