"""Keeps the journal's folder out of the copies an iPhone makes of itself."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

_log = logging.getLogger(__name__)


def keep_out_of_backup(folder: Path) -> bool:
    """Have the system leave this folder, with everything in it, out of iCloud's copies and a
    computer's.

    Whether that holds now; False anywhere but on iOS, where there is nothing to do (Android is told
    in pyproject.toml). The mark sits on the folder itself, so it is to be set whenever the folder
    may be new: at each start. Nobody is kept from their journal because it could not be set.
    """
    if sys.platform != "ios":
        return False
    try:
        from rubicon.objc import ObjCClass, objc_const
        from rubicon.objc.runtime import load_library

        key = objc_const(load_library("Foundation"), "NSURLIsExcludedFromBackupKey")
        folder.mkdir(parents=True, exist_ok=True)
        address = ObjCClass("NSURL").fileURLWithPath_(str(folder))
        marked = bool(address.setResourceValue_forKey_error_(True, key, None))
    except Exception:
        _log.exception("the journal could not be kept out of backups")
        return False
    if not marked:
        _log.warning("the system would not keep the journal out of backups")
    return marked
