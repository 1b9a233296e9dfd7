"""Has Flutter hear only languages that are some, as the web app's own page does, before its first
script.
"""

from __future__ import annotations

from pathlib import Path

import flet_web  # type: ignore[import-untyped]
from starlette.responses import Response

from app.platform.serving.guard import App, Receive, Scope, Send

OURS = Path(__file__).with_name("locale.js")
FIRST_SCRIPT = "flutter_bootstrap.js"


class Languages:
    """Answers for Flutter's first script, with ours in front of it."""

    def __init__(self, app: App) -> None:
        """`app` answers for everything else."""
        self._app = app
        theirs = Path(flet_web.get_package_web_dir(), FIRST_SCRIPT)
        self._script = b"\n".join([OURS.read_bytes(), theirs.read_bytes()])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] == "http" and scope["path"] == f"/{FIRST_SCRIPT}":
            await Response(self._script, media_type="text/javascript")(scope, receive, send)
        else:
            await self._app(scope, receive, send)
