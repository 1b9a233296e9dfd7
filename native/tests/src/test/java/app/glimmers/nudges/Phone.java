package app.glimmers.nudges;

import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertTrue;
import static org.robolectric.Shadows.shadowOf;

import android.app.AlarmManager;
import android.app.Application;
import android.app.Notification;
import android.app.NotificationManager;
import android.app.PendingIntent;
import android.content.Context;
import android.content.Intent;
import android.os.Build;
import android.os.Looper;
import android.os.SystemClock;
import android.service.notification.StatusBarNotification;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.TimeZone;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.shadows.ShadowAlarmManager.ScheduledAlarm;
import org.robolectric.util.ReflectionHelpers;

/**
 * A phone with Glimmers on it, and what becomes of a phone: time passes, it is switched off, it travels, its app is stopped.
 *
 * <p>The classes of Android are its own; behind them, where a phone has its system's processes, is Robolectric. Each test has a new
 * one, in Berlin, and its person allows notifications.
 */
final class Phone {
    static final String HOME = "Europe/Berlin";
    static final String BOOTED = Intent.ACTION_BOOT_COMPLETED;
    static final String UPDATED = Intent.ACTION_MY_PACKAGE_REPLACED;
    static final String CLOCK_SET = Intent.ACTION_TIME_CHANGED;
    static final String ZONE_SET = Intent.ACTION_TIMEZONE_CHANGED;

    final Application app = RuntimeEnvironment.getApplication();
    final AlarmManager alarms = (AlarmManager) app.getSystemService(Context.ALARM_SERVICE);
    final NotificationManager notifications = (NotificationManager) app.getSystemService(Context.NOTIFICATION_SERVICE);
    /** What every reminder said that was ever shown, oldest first. */
    final List<String> shown = new ArrayList<>();

    Phone() {
        travel(HOME);
    }

    // Time ------------------------------------------------------------------------------------------------------------

    /** An instant, in milliseconds since 1970, by the clock on the wall of where the phone is. */
    static long at(String wall) {
        return LocalDateTime.parse(wall).atZone(ZoneId.of(TimeZone.getDefault().getID())).toInstant().toEpochMilli();
    }

    /** It becomes this late; nothing goes off by that. */
    void waitUntil(String wall) {
        waitUntil(at(wall));
    }

    void waitUntil(long instant) {
        assertTrue("a clock goes forward", SystemClock.setCurrentTimeMillis(instant));
    }

    void travel(String zone) {
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
    }

    // The system ------------------------------------------------------------------------------------------------------

    /** The one alarm that is set; null if none is. */
    ScheduledAlarm alarm() {
        List<ScheduledAlarm> set = shadowOf(alarms).getScheduledAlarms();
        assertTrue("one alarm at most, not " + set.size(), set.size() <= 1);
        return set.isEmpty() ? null : set.get(0);
    }

    /** When the alarm is set to, in milliseconds since 1970; 0 when none is. */
    long next() {
        ScheduledAlarm alarm = alarm();
        return alarm == null ? 0 : alarm.getTriggerAtMs();
    }

    /** Whom the alarm calls when it goes off. */
    @SuppressWarnings("deprecation") // Robolectric has no other way to it
    PendingIntent calls() {
        return alarm().operation;
    }

    /** The alarm goes off at this time by the clock on the wall: the system may hold it back, and is never early. */
    void alarmGoesOff(String wall) {
        waitUntil(wall);
        ScheduledAlarm alarm = alarm();
        assertNotNull("no alarm is set", alarm);
        assertTrue("Android is never early", alarm.getTriggerAtMs() <= at(wall));
        shadowOf(alarms).fireAlarm(alarm);
        settle();
    }

    /** The system tells of something, and those hear it whose manifest asks for it. */
    void tell(String action) {
        app.sendBroadcast(new Intent(action));
        settle();
    }

    /** What an app is given is done when its main thread has nothing more to do. */
    void settle() {
        shadowOf(Looper.getMainLooper()).idle();
        Notification now = reminder();
        if (now != null && now != last) {
            shown.add(text(now));
            last = now;
        }
    }

    private Notification last;

    /** The app's process ends: what it had in memory is gone, and what it had not written. */
    void endProcess() {
        Class<?> context = ReflectionHelpers.loadClass(Context.class.getClassLoader(), "android.app.ContextImpl");
        ReflectionHelpers.setStaticField(context, "sSharedPrefsCache", null);
    }

    /** Off and on again: alarms and notifications do not outlive that. The app is told once it is unlocked. */
    void restart() {
        endProcess();
        if (alarm() != null) {
            alarms.cancel(calls());
        }
        notifications.cancelAll();
    }

    /** *Force stop* in the settings takes the alarms and notifications too, and tells nobody until the app is opened. */
    void forceStop() {
        restart();
    }


    // The person ------------------------------------------------------------------------------------------------------

    /** What the person answers when asked, or sets in the settings: whether Glimmers may show notifications. */
    void allow(boolean yes) {
        if (Build.VERSION.SDK_INT >= 33) {
            String post = "android.permission.POST_NOTIFICATIONS";
            if (yes) {
                shadowOf(app).grantPermissions(post);
            } else {
                shadowOf(app).denyPermissions(post);
            }
        }
        shadowOf(notifications).setNotificationsEnabled(yes);
    }

    /** The one reminder that can be seen now; null if none can. */
    Notification reminder() {
        StatusBarNotification[] found = notifications.getActiveNotifications();
        assertTrue("one reminder at most, not " + found.length, found.length <= 1);
        return found.length == 0 ? null : found[0].getNotification();
    }

    /** The button with this word on the reminder that can be seen. */
    Notification.Action button(String word) {
        for (Notification.Action button : reminder().actions) {
            if (word.contentEquals(button.title)) {
                return button;
            }
        }
        throw new AssertionError("no button says " + word);
    }

    /** What a reminder says below its title. */
    static String text(Notification reminder) {
        return String.valueOf(reminder.extras.getCharSequence(Notification.EXTRA_TEXT));
    }

    // The plan --------------------------------------------------------------------------------------------------------

    /** Lines of a plan; each reminder says which hour it was planned for. */
    static String lines(String... walls) {
        List<String> lines = new ArrayList<>();
        for (String wall : walls) {
            lines.add(wall + "\tGlimmers\tat " + wall.substring(11) + "\tglimmers://app/capture?prompt=light");
        }
        return String.join("\n", lines);
    }

    /** Glimmers is open at this time, and plans. */
    int plan(String now, String... walls) {
        waitUntil(now);
        return Reminders.plan(app, lines(walls));
    }

    /** The lines that are still planned. */
    String planned() {
        return Reminders.pending(app).trim();
    }
}
