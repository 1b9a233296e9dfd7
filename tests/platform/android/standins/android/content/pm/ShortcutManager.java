package android.content.pm;

import java.util.List;
import standin.Phone;

public class ShortcutManager {
    public boolean setDynamicShortcuts(List<ShortcutInfo> shortcuts) {
        Phone.shortcuts.clear();
        Phone.shortcuts.addAll(shortcuts);
        return true;
    }
}
