"""Plyer on Flet's Android: what its Android half expects of the system it was written for, and its
mistakes kept away from ours.

Plyer 2.1.0 was written for Kivy's Android, whose Python package `android` Flet has not: asking it
for a notification there ends the process. `notify` puts three small modules in that package's
place, and shows through a class of ours made from Plyer's own.
"""

from __future__ import annotations

import functools
import sys
import types
from collections.abc import Callable
from typing import Any

from app.core.errors import NotShownError
from app.platform.reminding.android_java import CHANNEL, ID, TAG, java_class, link_intent
from app.words.nudges import said

PICTURE = 96
"""Pixels of the small picture's sides."""

_IMMUTABLE, _UPDATE_CURRENT = 1 << 26, 1 << 27


def notify(title: str, message: str, address: str, *, holder: Any, context: Any) -> None:
    """Show a notification through Plyer; a tap opens `address` in the app of `context`.

    `holder` is Flet's class with the activity. Must not run on the loop.

    Raises:
        NotShownError: Plyer cannot work here.
        jnius.JavaException: Android refused.
    """
    import plyer

    install(holder)
    ours = _notification_class()(context, address)
    # Plyer's stand-in for its notification looks for an implementation by itself, unless it has
    # one; setting it in the ordinary way would make it look first.
    object.__setattr__(plyer.notification, "_obj", ours)
    plyer.notification.notify(title=title, message=message, app_name=title)


def install(holder: Any) -> None:
    """Put the modules in place that Plyer imports; once is enough, more does no harm.

    Raises:
        NotShownError: Flet's class has another name than the one Plyer adds to a package's, or
        there is no activity.
    """
    if "android" in sys.modules:
        return
    namespace, _, name = holder.__javaclass__.replace("/", ".").rpartition(".")
    if name != "PythonActivity" or holder.mActivity is None:
        raise NotShownError("plyer")
    android, config, runnable = (
        types.ModuleType(name) for name in ("android", "android.config", "android.runnable")
    )
    android.__path__ = []
    config.JAVA_NAMESPACE = namespace  # type: ignore[attr-defined]
    # The class a tap of Plyer's own opens: the activity's, not its holder's, which opens nothing.
    android.python_act = java_class(holder.mActivity.getClass().getName())  # type: ignore[attr-defined]
    runnable.run_on_ui_thread = _with_looper  # type: ignore[attr-defined]
    sys.modules.update({"android": android, "android.config": config, "android.runnable": runnable})


def _with_looper(work: Callable[..., Any]) -> Callable[..., Any]:
    # Nothing can be handed to the UI's thread from Python: a Java class that would have to be in
    # the app is not. Plyer wants it for toasts alone, and those need a Looper, whichever the
    # thread.
    @functools.wraps(work)
    def wrapper(*given: Any, **named: Any) -> Any:
        looper = java_class("android.os.Looper")
        if looper.myLooper() is None:
            looper.prepare()
        return work(*given, **named)

    return wrapper


@functools.cache
def _notification_class() -> type[Any]:
    """Plyer's class for Android with its mistakes mended; can only be made once `install` was
    called."""
    from jnius import cast
    from plyer.platforms.android import SDK_INT
    from plyer.platforms.android.notification import AndroidNotification

    class Notification(AndroidNotification):  # type: ignore[misc]  # Plyer has no types
        def __init__(self, context: Any, address: str) -> None:
            super().__init__()
            self._context = context
            self._address = address
            self._channel_id = CHANNEL

        def _get_notification_service(self) -> Any:
            # Plyer asks an activity, which may be gone.
            return cast(
                "android.app.NotificationManager", self._context.getSystemService("notification")
            )

        def _build_notification_channel(self, _title: Any) -> Any:
            # Plyer names the channel, which stands in the phone's settings, like the notification,
            # and so renames it each time.
            return super()._build_notification_channel(said.CHANNEL)

        def _set_icons(self, notification: Any, **_icon: Any) -> None:
            # Plyer takes the app's icon, of which Android shows the outline: a white square.
            notification.setSmallIcon(
                java_class("android.graphics.drawable.Icon").createWithBitmap(_picture())
            )

        def _set_open_behavior(self, notification: Any) -> None:
            # Plyer gives no flags, which Android 12 and later refuse, and opens the app at its
            # beginning.
            pending = java_class("android.app.PendingIntent")
            intent = link_intent(self._context, self._address)
            notification.setContentIntent(
                pending.getActivity(self._context, 0, intent, _IMMUTABLE | _UPDATE_CURRENT)
            )
            notification.setAutoCancel(True)

        def _open_notification(self, notification: Any) -> None:
            # Plyer's number is 0 for all of an app, whoever shows them.
            self._get_notification_service().notify(TAG, ID, notification.build())

    assert SDK_INT >= 24, "what is used here came with Android 7, before which there is no Flet app"
    return Notification


def _picture() -> Any:
    """A light above a valley, white on nothing, as the Java part's: Android takes the shape and
    colours it."""
    scale = PICTURE / 24
    bitmap = java_class("android.graphics.Bitmap").createBitmap(
        PICTURE, PICTURE, java_class("android.graphics.Bitmap$Config").ARGB_8888
    )
    canvas = java_class("android.graphics.Canvas")(bitmap)
    paint = java_class("android.graphics.Paint")(1)  # ANTI_ALIAS_FLAG
    paint.setColor(-1)  # white, opaque
    canvas.drawCircle(12 * scale, 9.25 * scale, 4.75 * scale, paint)
    valley = java_class("android.graphics.Path")()
    valley.moveTo(2 * scale, 13 * scale)
    valley.cubicTo(*(scale * number for number in (6, 19.2, 18, 19.2, 22, 13)))
    valley.lineTo(22 * scale, 15.8 * scale)
    valley.cubicTo(*(scale * number for number in (18, 21.6, 6, 21.6, 2, 15.8)))
    valley.close()
    canvas.drawPath(valley, paint)
    return bitmap
