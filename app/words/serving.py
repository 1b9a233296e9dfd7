"""What is printed and served while the app is lent to a browser of this machine."""

from __future__ import annotations

from app.words.sentence import Sentence


class Serving:
    """Lines of the terminal that runs `make run`, and the few pages that are not the app's."""

    # Printed
    LINK = Sentence("Glimmers: {link}")
    PRESS_ENTER = Sentence("Press Enter for a fresh link: each opens once, within two minutes.")
    RUNS_ALREADY = Sentence(
        "Glimmers runs here already. A fresh link leads to it, once, within two minutes."
    )
    NO_PORT = Sentence(
        "“{asked}” is no port: it is a number up to 65535, as in: make run PORT={port}"
    )
    PORT_TAKEN = Sentence(
        "Port {port} is taken by another program; choose another one, as in: make run PORT={other}"
    )
    PORT_REFUSED = Sentence(
        "Port {port} cannot be used here; choose another one, as in: make run PORT={other}"
    )

    # Served
    ABOUT_APP = Sentence("A private place for tiny moments of goodness.")
    OWN_PAGE_ONLY = Sentence("Glimmers answers only to its own page on this machine.")
    NOTHING_HERE = Sentence("There is nothing here.")
    ONLY_LOOKED_AT = Sentence("Photos can only be looked at here.")
    NO_PHOTO = Sentence("There is no such photo.")
    # Placeholders stand for marks of HTML.
    LOCKED = Sentence("Open the link that {command} printed in the terminal; it lets only you in.")
    LOCKED_MORE = Sentence(
        "A link opens once, within two minutes. Press Enter in that terminal for a fresh one, or "
        "start {command} again."
    )
    OPENS_HERE = Sentence(
        "Glimmers opens here. If it does not, follow {link}this link{end}; it opens once, within "
        "two minutes."
    )


said = Serving()
