"""What the page for when it is hard says: it takes nothing away, and promises nothing."""

from __future__ import annotations

from app.words.screens.common import Common
from app.words.sentence import Sentence, Several


class WhenHard(Common):
    """One light, one glimmer, one question, and the way to people."""

    WHEN_HARD = Sentence("When it is hard")
    WHEN_HARD_MORE = Sentence("A quiet page, to stay on for a while.")
    HIDE_AT_ONCE = Sentence("Hide at once")
    HARD_BREATHE = Sentence("Breathe with the light, or just look.")
    HARD_LOOK = Sentence("A light to look at.")
    HARD_LIGHT_SPOKEN = Sentence("A soft light. It grows for four seconds, and fades for six.")
    HARD_LIGHT_STILL_SPOKEN = Sentence("A soft light, which stays as it is.")
    HARD_KEEP_STILL = Sentence("Keep the light still")
    HARD_LET_BREATHE = Sentence("Let the light breathe")

    HARD_SHOW = Sentence("Show me one I kept")
    HARD_SHOW_MORE = Sentence("If you want, something you kept can stand here.")
    HARD_SHOW_ANOTHER = Sentence("Show me another")
    HARD_SENT_AWAY = Sentence("It will not come here again. In Look back it is where it was.")
    HARD_NOTHING = Sentence("There is nothing to show here. That is all right.")
    HARD_SHOW_ALL = Sentence("Let what I sent away come here again")

    HARD_QUESTION = Sentence(
        "Here, where I am, just now: do I need to respond as strongly as this?"
    )
    HARD_QUESTION_MORE = Sentence(
        "It does not ask whether what you feel is right. You may feel all of it. If the answer is "
        "yes, that counts: something here may have to change, or somebody may have to come."
    )
    HARD_QUESTION_SOURCE = Sentence(
        "In our words, after a question by Deb Dana, who has no part in this app."
    )

    HARD_HELP = Sentence("Helplines and emergency numbers.")

    HARD_LINES = Several(
        "There is room here for sadness, and as much for anger. For feeling nothing, too.",
        "If a good moment makes you feel guilty: it takes nothing from the one you miss, and you "
        "do not miss them any less.",
        "Perhaps there was a moment that felt a little different. Not good; a little different. "
        "Perhaps there was none.",
        "You are not the only one. Others find it this hard too, though it seldom shows.",
    )
