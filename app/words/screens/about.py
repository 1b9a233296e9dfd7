"""What Help now and About say: who helps, what is known, and where that is from."""

from __future__ import annotations

from app.words.screens.common import Common
from app.words.sentence import Sentence, Several


class About(Common):
    """Help now, and About."""

    HELP_INTRO = Sentence(
        "If you are in danger, or might hurt yourself, please reach a person now."
    )
    HELP_EMERGENCY = Sentence("Your local emergency number")
    HELP_EMERGENCY_MORE = Sentence(
        "Call it, or ask someone near you to. Other countries have other numbers."
    )
    HELP_EMERGENCY_SOURCE = Sentence(
        "Sources: European Commission (112), FCC (911 in the US), CRTC (911 in Canada). Noted in "
        "November 2026."
    )
    HELP_FIND = Sentence("Find a helpline")
    HELP_FIND_MORE = Sentence(
        "findahelpline.com lists free, confidential helplines by country and by topic. People "
        "answer them."
    )
    HELP_FIND_SOURCE = Sentence(
        "Source: ThroughLine’s directory, findahelpline.com. Noted 22 November 2026; the site "
        "itself tells when each line was checked."
    )
    HELP_988 = Sentence("988 in the US and Canada")
    HELP_988_MORE = Sentence("People answer calls and texts, at any hour.")
    HELP_988_SOURCE = Sentence(
        "Sources: 988lifeline.org (US), 988.ca (Canada). Noted in November 2026."
    )
    HELP_CALL = Sentence("Call {number}")
    HELP_TEXT = Sentence("Text {number}")
    HELP_OFFLINE = Sentence(
        "This page works without a connection; the link needs one. It opens in your browser, and "
        "only when you press it."
    )
    OPEN_LINK = Sentence("Open findahelpline.com")
    HELP_URL = "https://findahelpline.com"
    _HELP_112 = Sentence("in the European Union and many other countries")
    _HELP_911 = Sentence("in the US and Canada")

    # About
    _ABOUT_HEADINGS = Several(
        "Tiny good moments",
        "Beside what hurts",
        "Not the same for everyone",
        "The word",
        "What research says",
        "What it is, and what it is not",
    )
    ABOUT_TEXT = Several(
        "Glimmers is a place to notice and keep tiny good moments. One is plenty, and nothing "
        "today is fine too.",
        "A glimmer takes no pain away. You can be sad and notice something good. Noticing it does "
        "not mean that you miss anyone less, or that what happened was all right.",
        "What helps one person may do nothing for another, or nothing for you today. Then nothing "
        "is wrong with you.",
        "The word comes from Deb Dana, who uses it for small moments of safety or goodness; she "
        "has no part in this app. It grew out of polyvagal theory, whose account of the nervous "
        "system is disputed: in 2026 a group of 39 researchers called its main claims untenable, "
        "and its author answered them. You do not need the theory to notice the sun on a wall.",
        "Writing down good things lifts well-being a little, on average, about as much as other "
        "such activities, and less than treatment does for depression or anxiety. Some people do "
        "not enjoy it. Skip any day, any prompt.",
        "Glimmers is not a medical product and does not replace care. Nothing you keep here "
        "leaves this device unless you send it. No account, no advertising, no counting of "
        "missed days. If today is hard, see Help now.",
    )
    EVIDENCE = Sentence("Evidence")
    VERSION = Sentence("Glimmers {version}")
    WENT_BACK = Sentence(
        "The newest Glimmers could not open your journal, so this is the one before it. What you "
        "kept is safe."
    )
    NEWEST = Sentence("Try the newest version again")
    _FINDINGS = Several(
        "No trial of glimmers as such was found. The nearest evidence is about gratitude and "
        "savouring.",
        "Gratitude practice and well-being: a small effect, g = 0.19, from 145 papers and "
        "24,804 people in 28 countries. It differs from country to country; why is not known.",
        "Depression and anxiety: g = −0.29 after, −0.23 later, from 27 studies with 3,675 people; "
        "smaller against other activities. The authors advise better-proven treatments to people "
        "who seek relief.",
        "Compared with other exercises meant to help: no better (d = −0.03, 9 comparisons). "
        "Compared with neutral tasks: slightly better for well-being (d = 0.17, 20 comparisons), "
        "and no clear difference for anxiety (d = 0.11, 5 comparisons). Compared with only being "
        "measured: better (d = 0.31).",
        "Gratitude that is expressed: a small effect, g = 0.22, from 25 trials.",
        "Gratitude, 64 trials together: small benefits.",
        "Savouring, which is the nearest: g = 0.51, from 20 trials with 4,805 people; larger "
        "where the others did nothing, which may be chance (p = .068).",
        "Exercises of positive psychology in general: much smaller effects once the bias of small "
        "studies was taken out.",
        "Apps for mindfulness, 28 trials: mostly small effects and a high risk of bias. Between "
        "none and 85 % of the people left before the end.",
        "Polyvagal theory: its five premises were called untenable or highly implausible, "
        "and in February 2026 again by 39 authors. Stephen Porges replied in the same "
        "issue. Some clinicians find its language useful all the same.",
        "In seven studies, people who were shown a broken streak went on less often than people "
        "who were shown an unbroken one, more so when they blamed themselves. So nothing here "
        "counts missed days.",
    )
    _SOURCES = Several(
        "Our own search, 2026",
        "Choi and others, PNAS 2025, doi 10.1073/pnas.2425193122",
        "Cregg and Cheavens 2020, doi 10.1007/s10902-020-00236-6",
        "Davis and others 2016, doi 10.1037/cou0000107",
        "Kirca and others 2023, doi 10.1007/s41042-023-00086-6",
        "Diniz and others 2023, SciELO S1679-45082023000100403",
        "March 2026, doi 10.1111/aphw.70134",
        "White and others 2019",
        "JMIR 2023, e44638",
        "Grossman 2023, Biological Psychology 180:108589; Grossman and others 2026, "
        "Clinical Neuropsychiatry",
        "Silverman and Barasch 2022, Journal of Consumer Research, doi 10.1093/jcr/ucac029",
    )

    HELP_LINE = "988"
    """Answers calls and texts."""

    @property
    def HELP_NUMBERS(self) -> tuple[tuple[str, str], ...]:
        """Numbers for emergencies, and where each is called."""
        return (("112", self._HELP_112), ("911", self._HELP_911))

    @property
    def ABOUT_PARTS(self) -> tuple[tuple[str, str], ...]:
        """Headings, and what stands below each."""
        return tuple(zip(self._ABOUT_HEADINGS, self.ABOUT_TEXT, strict=True))

    @property
    def EVIDENCE_LINES(self) -> tuple[tuple[str, str], ...]:
        """What was found, and by whom."""
        return tuple(zip(self._FINDINGS, self._SOURCES, strict=True))
