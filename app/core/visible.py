"""What people wrote, made safe to print: what speaks to a terminal, or lies about order, is shown
instead.
"""

from __future__ import annotations

_PICTURES = {code: chr(0x2400 + code) for code in range(32) if chr(code) not in "\t\n"} | {
    0x7F: "\N{SYMBOL FOR DELETE}"
}
"""ESC, BS, CR and the like each have a picture in Unicode: ␛, ␈, ␍."""
_ESCAPED = {
    code: f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"
    for code in (
        *range(0x80, 0xA0),  # C1: a terminal may take them for ESC and a letter
        *(
            0x061C,
            0x200E,
            0x200F,
            *range(0x202A, 0x202F),
            *range(0x2066, 0x2070),
        ),  # order of letters
        *(0x2028, 0x2029, *range(0xFFF9, 0xFFFC)),  # ends of lines, notes between them
    )
}
_VISIBLE = _PICTURES | _ESCAPED
_ON_A_LINE = _ESCAPED | dict.fromkeys((*range(32), *range(0x7F, 0xA0)), "\N{REPLACEMENT CHARACTER}")


def visible(text: str) -> str:
    """The same text, with every control character and every mark that changes the order of letters
    to be seen.

    Ends of lines and tabs stay. After Unicode Technical Report 36 and "Trojan Source"
    (CVE-2021-42574).
    """
    return text.translate(_VISIBLE)


def on_a_line(text: str) -> str:
    """The same for what must stay on its line, as the name of a file: what no name should hold is
    only marked.
    """
    return text.translate(_ON_A_LINE)


def escaped(json: str) -> str:
    """JSON that says the same, for a terminal: what `visible` shows is written as JSON
    escapes it.
    """
    return json.translate({code: f"\\u{code:04x}" for code in _VISIBLE})
