package android.content;

import android.app.Activity;
import android.net.Uri;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

public class Intent {
    public static final String ACTION_MAIN = "android.intent.action.MAIN";
    public static final String ACTION_VIEW = "android.intent.action.VIEW";
    public static final String CATEGORY_LAUNCHER = "android.intent.category.LAUNCHER";
    public static final int FLAG_ACTIVITY_NEW_TASK = 0x10000000;
    public static final int FLAG_ACTIVITY_SINGLE_TOP = 0x20000000;

    public String action;
    public String category;
    public String target;
    public String packageName;
    public Uri data;
    public int flags;
    public Map<String, Object> extras = new HashMap<>();

    public Intent(String action) {
        this.action = action;
    }

    public Intent(String action, Uri data) {
        this.action = action;
        this.data = data;
    }

    public Intent(Context context, Class<?> of) {
        if (!Activity.class.isAssignableFrom(of) && !BroadcastReceiver.class.isAssignableFrom(of)) {
            throw new IllegalArgumentException(of.getName() + " is nothing an Intent can reach");
        }
        target = of.getName();
    }

    public String getAction() {
        return action;
    }

    public Intent setAction(String to) {
        action = to;
        return this;
    }

    public Intent setClassName(String name, String of) {
        packageName = name;
        target = of;
        return this;
    }

    public Intent setPackage(String to) {
        packageName = to;
        return this;
    }

    public Intent addFlags(int more) {
        flags |= more;
        return this;
    }

    public Intent setFlags(int to) {
        flags = to;
        return this;
    }

    public Intent addCategory(String added) {
        category = added;
        return this;
    }

    public Intent putExtra(String name, String value) {
        extras.put(name, value);
        return this;
    }

    public Intent putExtra(String name, int value) {
        extras.put(name, value);
        return this;
    }

    public String getStringExtra(String name) {
        return (String) extras.get(name);
    }

    /** Whether Android takes the two for one in a PendingIntent: extras do not count. */
    public boolean filterEquals(Intent other) {
        return Objects.equals(action, other.action)
                && Objects.equals(target, other.target)
                && Objects.equals(packageName, other.packageName)
                && Objects.equals(String.valueOf(data), String.valueOf(other.data));
    }

    @Override
    public String toString() {
        return "Intent{" + action + " " + data + " " + target + "}";
    }
}
