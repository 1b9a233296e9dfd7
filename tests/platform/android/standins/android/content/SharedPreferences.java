package android.content;

public interface SharedPreferences {
    String getString(String name, String otherwise);

    long getLong(String name, long otherwise);

    boolean getBoolean(String name, boolean otherwise);

    Editor edit();

    interface Editor {
        Editor putString(String name, String value);

        Editor putLong(String name, long value);

        Editor putBoolean(String name, boolean value);

        Editor remove(String name);

        boolean commit();
    }
}
