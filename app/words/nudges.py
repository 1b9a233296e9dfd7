"""What systems show of ours beside a reminder itself: a channel, a button, a shortcut, and advice
for a phone's settings."""

from __future__ import annotations

from app.words.sentence import Sentence, Table


class Nudges:
    """Said by the system, in its own places."""

    CHANNEL = Sentence("Gentle reminders")
    """Android's name for all of our notifications together."""
    LATER = Sentence("Later")
    """The button of a notification that puts it off."""
    SHORTCUT = Sentence("Notice a glimmer")
    """What a long press on the app's icon offers."""
    BACKGROUND = Sentence("Glimmers: gentle reminders with Glimmers closed")
    """What a computer's system calls that which it starts every few minutes."""
    BATTERY: Table[str] = Table(
        {
            "samsung": (
                "On a Samsung, open Settings, Battery, Background usage limits, and add Glimmers "
                "to “Never sleeping apps”. In “Sleeping apps” or “Deep sleeping apps”, "
                "reminders do not arrive."
            ),
            "xiaomi": (
                "On a Xiaomi, Redmi or POCO, open Settings, Apps, Manage apps, Glimmers: switch "
                "“Autostart” on, and under “Battery saver” choose “No restrictions”."
            ),
            "huawei": (
                "On a Huawei or Honor, open Settings, Battery, App launch, and switch Glimmers "
                "from automatic to manual. Leave on all three switches that appear."
            ),
            "oneplus": (
                "On a OnePlus, open Settings, Apps, Glimmers, Battery usage, and allow background "
                "activity and auto-launch; in older systems, open Settings, Battery, Battery "
                "optimisation, and choose “Don’t optimise” for Glimmers."
            ),
            "oppo": (
                "On an Oppo or realme, open Settings, Apps, Auto launch, and allow Glimmers; then "
                "Settings, Battery, and allow its background activity."
            ),
            "vivo": (
                "On a vivo, open Settings, Battery, Background power consumption, and allow "
                "Glimmers; then Settings, Apps, Autostart, and allow it there as well."
            ),
        }
    )
    """How makers of phones let an app work in the background, as their own menus say it."""
    BATTERY_ELSEWHERE = Sentence(
        "Open Settings, Apps, Glimmers, Battery, and choose “Unrestricted”."
    )


said = Nudges()
