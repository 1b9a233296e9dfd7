package android.content;

import android.app.AlarmManager;
import android.app.Application;
import android.app.NotificationManager;
import android.content.pm.ApplicationInfo;
import android.content.pm.PackageManager;
import android.content.pm.ShortcutManager;
import android.os.Build;
import standin.Phone;
import standin.XmlPreferences;

public abstract class Context {
    public static final String NOTIFICATION_SERVICE = "notification";
    public static final String ALARM_SERVICE = "alarm";
    public static final int MODE_PRIVATE = 0;

    public String getPackageName() {
        return Phone.PACKAGE;
    }

    public PackageManager getPackageManager() {
        return new PackageManager();
    }

    public Context getApplicationContext() {
        return Application.INSTANCE;
    }

    public ApplicationInfo getApplicationInfo() {
        return new ApplicationInfo();
    }

    public SharedPreferences getSharedPreferences(String name, int mode) {
        return Phone.preferences.computeIfAbsent(name, any -> new XmlPreferences());
    }

    public final String getString(int id) {
        String found = Phone.strings.get(id);
        if (found == null) {
            throw new RuntimeException("String resource ID #0x" + Integer.toHexString(id));
        }
        return found;
    }

    public final String getString(int id, Object... given) {
        return String.format(java.util.Locale.ENGLISH, getString(id), given);
    }

    public Object getSystemService(String name) {
        switch (name) {
            case NOTIFICATION_SERVICE:
                return new NotificationManager();
            case ALARM_SERVICE:
                return new AlarmManager();
            case "shortcut":
                return Build.VERSION.SDK_INT >= 25 ? new ShortcutManager() : null;
            default:
                return null;
        }
    }

    public int checkSelfPermission(String permission) {
        return Build.VERSION.SDK_INT < 33 || Phone.granted.contains(permission) ? 0 : -1;
    }

    /** To one class of this app; whether it is there is for others to show. */
    public void sendBroadcast(Intent intent) {
        Phone.broadcasts.add(intent);
    }

    public void startActivity(Intent intent) {
        boolean fromActivity = this instanceof android.app.Activity;
        if (!fromActivity && (intent.flags & Intent.FLAG_ACTIVITY_NEW_TASK) == 0) {
            throw new RuntimeException("Calling startActivity() from outside of an Activity context requires FLAG_ACTIVITY_NEW_TASK");
        }
        if (Phone.missing.contains(intent.getAction())) {
            throw new ActivityNotFoundException("No Activity found to handle " + intent);
        }
        Phone.started.add(intent);
    }
}
