package standin;

import android.content.SharedPreferences;
import java.util.HashMap;
import java.util.Map;

/** Preferences as Android keeps them: nothing is there before it is committed, and XML has no room for every character. */
public final class XmlPreferences implements SharedPreferences {
    private final Map<String, Object> kept = new HashMap<>();

    @Override
    public String getString(String name, String otherwise) {
        return kept.containsKey(name) ? (String) kept.get(name) : otherwise;
    }

    @Override
    public long getLong(String name, long otherwise) {
        return kept.containsKey(name) ? (Long) kept.get(name) : otherwise;
    }

    @Override
    public boolean getBoolean(String name, boolean otherwise) {
        return kept.containsKey(name) ? (Boolean) kept.get(name) : otherwise;
    }

    @Override
    public Editor edit() {
        return new Changes();
    }

    private final class Changes implements Editor {
        private final Map<String, Object> changed = new HashMap<>();

        private Editor put(String name, Object value) {
            changed.put(name, value);
            return this;
        }

        @Override
        public Editor putString(String name, String value) {
            for (char unit : value.toCharArray()) {
                boolean fits = unit >= 0x20 && unit < 0xd800 || unit == '\t' || unit == '\n' || unit >= 0xe000 && unit < 0xfffe;
                if (!fits) {
                    throw new IllegalArgumentException("Illegal character (U+" + Integer.toHexString(unit) + ")");
                }
            }
            return put(name, value);
        }

        @Override
        public Editor putLong(String name, long value) {
            return put(name, value);
        }

        @Override
        public Editor putBoolean(String name, boolean value) {
            return put(name, value);
        }

        @Override
        public Editor remove(String name) {
            return put(name, null);
        }

        @Override
        public boolean commit() {
            for (Map.Entry<String, Object> change : changed.entrySet()) {
                if (change.getValue() == null) {
                    kept.remove(change.getKey());
                } else {
                    kept.put(change.getKey(), change.getValue());
                }
            }
            return true;
        }
    }
}
