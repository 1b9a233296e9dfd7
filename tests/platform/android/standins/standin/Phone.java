package standin;

import android.app.NotificationChannel;
import android.app.PendingIntent;
import android.content.Intent;
import android.content.SharedPreferences;
import android.content.pm.ShortcutInfo;
import android.service.notification.StatusBarNotification;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;

/** All there is to know and to change about the phone the stand-ins make up; each test begins with a new one. */
public final class Phone {
    public static final String PACKAGE = "app.glimmers";
    public static final int TARGET_SDK = 36;

    /** Permissions that were granted, and how often the person has refused. */
    public static final Set<String> granted = new HashSet<>();
    public static int refusals;
    /** The switch of the app's notifications as a whole. */
    public static boolean notificationsOn;
    /** A maker's system that takes notifications and shows none. */
    public static boolean swallows;

    public static final Map<String, SharedPreferences> preferences = new HashMap<>();
    public static final Map<String, NotificationChannel> channels = new HashMap<>();
    public static final List<StatusBarNotification> shade = new ArrayList<>();
    /** Every notification that reached the shade. */
    public static final List<StatusBarNotification> posted = new ArrayList<>();
    public static final List<PendingIntent> pending = new ArrayList<>();
    public static final List<Intent> started = new ArrayList<>();
    public static final List<Intent> broadcasts = new ArrayList<>();
    /** Actions of startActivity that no app on this phone answers. */
    public static final Set<String> missing = new HashSet<>();
    public static final List<ShortcutInfo> shortcuts = new ArrayList<>();
    public static final List<String> toasts = new ArrayList<>();
    public static final Map<Integer, String> strings = new HashMap<>();
    /** Whether the person has chosen a clock of twelve hours. */
    public static boolean twelveHours;
    public static final List<String> logged = new ArrayList<>();

    /** The one alarm there may be; 0 when none is set. */
    public static long alarmAt;
    public static PendingIntent alarm;
    /** Whether the system's question stands before the app. */
    public static boolean asking;
    /** What a person will say as soon as the question stands: "yes", "no", or "" for nobody there. */
    public static String reply;

    private Phone() {}

    public static void reset(boolean permitted) {
        granted.clear();
        refusals = 0;
        notificationsOn = true;
        swallows = false;
        preferences.clear();
        channels.clear();
        shade.clear();
        posted.clear();
        pending.clear();
        started.clear();
        broadcasts.clear();
        missing.clear();
        shortcuts.clear();
        toasts.clear();
        twelveHours = false;
        logged.clear();
        Steps.reset();
        alarmAt = 0;
        alarm = null;
        asking = false;
        reply = "";
        if (permitted) {
            granted.add("android.permission.POST_NOTIFICATIONS");
        }
        TimeZone.setDefault(TimeZone.getTimeZone("Europe/Berlin"));
    }

    public static void respond(boolean yes) {
        asking = false;
        if (yes) {
            granted.add("android.permission.POST_NOTIFICATIONS");
        } else {
            refusals++;
        }
    }
}
