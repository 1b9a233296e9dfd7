package android.content.pm;

import android.content.Context;
import android.content.Intent;
import android.graphics.drawable.Icon;

public final class ShortcutInfo {
    public final String id;
    public String label;
    public Icon icon;
    public Intent intent;

    ShortcutInfo(String id) {
        this.id = id;
    }

    public static class Builder {
        private final ShortcutInfo made;

        public Builder(Context context, String id) {
            made = new ShortcutInfo(id);
        }

        public Builder setShortLabel(CharSequence label) {
            made.label = label.toString();
            return this;
        }

        public Builder setIcon(Icon icon) {
            made.icon = icon;
            return this;
        }

        public Builder setIntent(Intent intent) {
            if (intent.getAction() == null) {
                throw new NullPointerException("intent's action must be set");
            }
            made.intent = intent;
            return this;
        }

        public ShortcutInfo build() {
            if (made.label == null || made.intent == null) {
                throw new IllegalArgumentException("Short label and intent must be provided");
            }
            return made;
        }
    }
}
