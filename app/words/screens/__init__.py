"""What the screens say. Plain, warm, short; what is safe comes first; nothing is counted."""

from __future__ import annotations

from app.words.screens.about import About
from app.words.screens.collages import Collages
from app.words.screens.contacts import ContactWords
from app.words.screens.examples import Examples
from app.words.screens.finding import Finding
from app.words.screens.glimmer import OneGlimmer
from app.words.screens.hard import WhenHard
from app.words.screens.memories import MemoryWords
from app.words.screens.nourishing import NourishingWords
from app.words.screens.privacy import Privacy
from app.words.screens.reminders import Reminders
from app.words.screens.settings import Settings
from app.words.screens.shared import Shared
from app.words.screens.sky import SkyWords
from app.words.screens.today import Today
from app.words.screens.trouble import Trouble
from app.words.screens.yours import Yours


class Screens(
    Today,
    Examples,
    WhenHard,
    ContactWords,
    OneGlimmer,
    NourishingWords,
    Finding,
    SkyWords,
    MemoryWords,
    Collages,
    Settings,
    Reminders,
    About,
    Privacy,
    Shared,
    Trouble,
    Yours,
):
    """Everything that the screens say, under one name each."""


words = Screens()
