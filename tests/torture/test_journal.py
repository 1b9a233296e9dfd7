"""A long walk of the machine that compares the journal with a dictionary."""

from hypothesis import HealthCheck, settings

from tests.storage.journal_machine import JournalMachine

TestJournalAgreesWithADictionaryForLong = JournalMachine.TestCase
TestJournalAgreesWithADictionaryForLong.settings = settings(
    max_examples=1500,
    stateful_step_count=80,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
