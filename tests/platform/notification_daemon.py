"""A program that takes desktop notifications and writes each down as a line of JSON:
`notification_daemon.py FILE [MANNER…]`.

It speaks org.freedesktop.Notifications on the session's bus, in plain Python. Its manners are those
of real ones, good and bad: `markup` reads the body as markup, `mute` does not tell its methods'
types, `rude` answers with an error, `hung` answers nothing at all, and `deaf` answers everything
but a notification.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from jeepney import HeaderFields, Message, MessageType, new_error, new_method_return
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection

NAME = "org.freedesktop.Notifications"
READY = "ready"
"""Printed once it can be found."""

_IN = "".join(
    f'<arg type="{kind}" direction="in"/>' for kind in ("s", "u", "s", "s", "s", "as", "a{sv}", "i")
)
_TYPES = (
    f'<node><interface name="{NAME}"><method name="Notify">{_IN}<arg type="u" '
    'direction="out"/></method></interface></node>'
)
_FIELDS = ("app", "replaces", "icon", "title", "body", "actions", "hints", "timeout")


def main(file: Path, manners: frozenset[str]) -> None:
    """Until killed, or the bus ends."""
    count = 0
    with open_dbus_connection("SESSION") as bus, file.open("a", encoding="utf-8") as written:
        # Not awaited: who had us started is waiting, and their call may come before this answer.
        bus.send(message_bus.RequestName(NAME))
        while True:
            try:
                call = bus.receive()
            except ConnectionError:
                return  # the bus has ended
            kind = call.header.message_type
            if kind is MessageType.method_return:
                assert call.body == (1,), call
                print(READY, flush=True)
            if kind is not MessageType.method_call or "hung" in manners:
                continue
            member = call.header.fields[HeaderFields.member]
            if member == "Notify":
                if "deaf" in manners:
                    continue
                if "rude" not in manners:
                    count += 1
                    written.write(json.dumps(_read(call)) + "\n")
                    written.flush()
            bus.send(_reply(call, member, count, manners))


def _reply(call: Message, member: str, count: int, manners: frozenset[str]) -> Message:
    if member == "Notify" and "rude" not in manners:
        return new_method_return(call, "u", (count,))
    if member == "GetServerInformation":
        return new_method_return(call, "ssss", ("recorder", "Glimmers", "1", "1.2"))
    if member == "GetCapabilities":
        return new_method_return(
            call, "as", (["body", *(["body-markup"] if "markup" in manners else [])],)
        )
    if member == "Introspect" and "mute" not in manners:
        return new_method_return(call, "s", (_TYPES,))
    return new_error(call, "org.freedesktop.DBus.Error.Failed", "s", ("not today",))


def _read(call: Message) -> dict[str, Any]:
    signature = call.header.fields[HeaderFields.signature]
    assert signature == "susssasa{sv}i", signature
    read = dict(zip(_FIELDS, call.body, strict=True))
    read["hints"] = {
        name: value
        for name, (_kind, value) in read["hints"].items()
        if isinstance(value, bool | int | str)
    }
    return read


if __name__ == "__main__":
    main(Path(sys.argv[1]), frozenset(sys.argv[2:]))
