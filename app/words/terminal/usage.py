"""What is said of a command that was not typed as it is meant."""

from __future__ import annotations

from app.words.sentence import Plural, Sentence, Several


class Usage:
    """Our own sentences, and those of click that the commands here can make it say."""

    DATA_NEEDS_FOLDER = Sentence("--data needs a folder.")
    ONE_PATHWAY = Sentence(
        "A glimmer has one pathway: name one of --within, --around and --between."
    )
    NAME_CHANGE = Sentence(
        "Name what to change: --note, --within, --around, --between, --no-pathway, --when, "
        "--love, --no-love, --person, --place, --tag or --photo."
    )
    WHICH_PHOTOS = Sentence(
        "Say which photos: ids of glimmers, --from and --to, or --photos and files."
    )
    OUT_ENDS_IN = Sentence("OUT ends in .jpg, .png or .pdf.")
    DRY_RUN_OF_WHAT = Sentence("Name the snapshot to go back to: --back-to ID.")
    FIXED_OR_DRAWN = Sentence(
        "Times are either fixed or drawn: name --at, or --per-day, --from, --to and --gap."
    )
    NOBODY_TO_ASK = Sentence(
        "There is nobody to ask: stdin is closed. Nothing was deleted. Add --yes to delete "
        "without being asked."
    )
    ERASE_NOT_SURE = Sentence(
        "Nothing was deleted. To delete everything that Glimmers keeps here, for good, add "
        "--yes-erase-everything."
    )
    NO_INTEGER = Sentence("{value!r} is not a valid integer.")
    NO_INTEGER_RANGE = Sentence("{value!r} is not a valid integer range.")

    OF_CLICK = Several(
        "Usage:",
        "Choose from:\n\t{choices}",
        "Options",
        "Commands",
        "default: {default}",
        "Error: {message}",
        "Error: invalid input",
        "Try '{command} {option}' for help.",
        "Invalid value: {message}",
        "Invalid value for {param_hint}: {message}",
        "Missing argument",
        "Missing command.",
        "Missing option",
        "No such command {name!r}.",
        "No such option {name!r}.",
        "Option {name!r} does not take a value.",
        "{value} is not in the range {range}.",
        "required",
    )
    """In click's own English, by which they are found."""
    extra_of_click = Plural(
        "Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})"
    )
    meant_of_click = Plural(
        "Did you mean {possibilities}?", "(Did you mean one of: {possibilities}?)"
    )
    choices_of_click = Plural("{value!r} is not {choices}.", "{value!r} is not one of {choices}.")
    no_value_of_click = Plural(
        "Option {name!r} requires an argument.", "Option {name!r} requires an argument."
    )
