"""What both ways to a notification on Android share: its names there, classes of Java, and the
intent of a tap."""

from __future__ import annotations

from typing import Any

CHANNEL = "glimmers.nudges"
"""The Java part's channel, preferences and tag have these names too, so that one build follows the
other unnoticed."""
TAG, ID = "glimmers.nudge", 1

NEW_TASK, _SINGLE_TOP = 0x10000000, 0x20000000


def java_class(name: str) -> Any:
    """A class of Java, by what of it is public: looking through the rest takes long."""
    from jnius import autoclass

    return autoclass(name, include_protected=False, include_private=False)


def link_intent(context: Any, address: str) -> Any:
    """An Intent that opens an address of ours in our own app, in the window there is."""
    intent = java_class("android.content.Intent")(
        "android.intent.action.VIEW", java_class("android.net.Uri").parse(address)
    )
    return intent.setPackage(context.getPackageName()).addFlags(NEW_TASK | _SINGLE_TOP)
