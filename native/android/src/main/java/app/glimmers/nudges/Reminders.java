package app.glimmers.nudges;

import android.app.Activity;
import android.app.AlarmManager;
import android.app.PendingIntent;
import android.content.Context;
import android.content.Intent;
import android.content.SharedPreferences;
import java.util.ArrayList;
import java.util.List;
import java.util.TimeZone;

/**
 * What Python calls: keeps the plan, sets the alarm, and decides which reminder is due, whether the app runs or not. What a
 * reminder looks like is in {@link ReminderNotification}.
 *
 * <p>Python plans. Here the plan is stored (see {@link Nudge} for its form), with one inexact alarm for the soonest. Whatever
 * wakes us, the same is done: what is due is taken from the plan, the newest of it is shown unless it is too late, and the
 * alarm is set anew. So an alarm that was delayed, a restart or a changed clock never shows two at once, none twice, and none
 * that is long past.
 */
public final class Reminders {
    static final String LINE = "app.glimmers.nudges.LINE";
    private static final String FIRE = "app.glimmers.nudges.FIRE";
    static final String LATER = "app.glimmers.nudges.LATER";
    static final String KEEP = "app.glimmers.nudges.KEEP";
    /** What a widget hears when another reminder comes next. */
    static final String PLANNED = "app.glimmers.nudges.PLANNED";
    private static final String WIDGET = "app.glimmers.nudges.KeepWidget";

    private static final String PREFERENCES = "glimmers.nudges";
    private static final String PLAN = "plan";
    private static final String PUT_OFF = "later";
    private static final String SHOWN = "shown";
    /** The line of the reminder that was answered with "Keep", as long as it is shown: pressed twice, it keeps once. */
    private static final String ANSWERED = "answered";

    private static final long MINUTE = 60_000L;
    /** A reminder later than this is not shown any more; the same as LATE in app/core/reminders.py. */
    private static final long LATE = 45 * MINUTE;
    private static final long WAIT = 30 * MINUTE;

    private static final int ASKED = 7301;

    private Reminders() {}

    // What Python calls -----------------------------------------------------------------------------------------------

    /** Replace the plan by these lines, see {@link Nudge}; returns how many there are now. An empty text forgets everything. */
    public static int plan(Context context, String lines) {
        return planAt(context, lines, System.currentTimeMillis());
    }

    /** Show this line now; false when the person does not allow it. */
    public static boolean show(Context context, String line) {
        Nudge nudge = Nudge.read(line);
        if (nudge == null) {
            throw new IllegalArgumentException("no reminder");
        }
        return post(context, nudge, System.currentTimeMillis());
    }

    /** Whether reminders may be shown: notifications as a whole, and our channel of them. */
    public static boolean allowed(Context context) {
        return ReminderNotification.allowed(context);
    }

    /** Show the system's question (Android 13 and later). Its answer reaches nobody: look at {@link #allowed} afterwards. */
    public static void ask(final Activity activity) {
        activity.runOnUiThread(
                () -> activity.requestPermissions(new String[] {"android.permission.POST_NOTIFICATIONS"}, ASKED));
    }

    /** When the last one was handed to the system, in milliseconds since 1970; 0 when none was. */
    public static long lastShown(Context context) {
        return preferences(context).getLong(SHOWN, 0);
    }

    /** What is still to come, one line each. */
    public static String pending(Context context) {
        return preferences(context).getString(PLAN, "");
    }

    /** The next one of the plan; null when none is to come. */
    static Nudge next(Context context, long now) {
        return soonestAfter(Nudge.all(pending(context)), now);
    }

    // What wakes us ---------------------------------------------------------------------------------------------------

    /** An alarm, a restart, a changed clock, or "Keep" or "Later" with the line it was said to. */
    static void hear(Context context, String action, String line, long now) {
        if (KEEP.equals(action)) {
            keep(context, line, now);
            return;
        }
        if (LATER.equals(action)) {
            putOff(context, Nudge.read(line), now);
            return;
        }
        Nudge due = takeDue(context, now);
        if (due != null) {
            post(context, due, now);
        }
    }

    static synchronized int planAt(Context context, String lines, long now) {
        List<Nudge> before = Nudge.all(pending(context));
        List<Nudge> planned = Nudge.all(lines);
        List<Nudge> kept = new ArrayList<>();
        // Python plans again while it runs, as soon as a reminder's minute has come; but alarms are inexact, and this one may
        // still be held back. It stays, unless what follows it has changed: then the person has chosen something else.
        if (!planned.isEmpty() && goesOn(before, planned, now)) {
            for (Nudge nudge : before) {
                if (isDue(nudge, now) && !holds(planned, nudge)) {
                    kept.add(nudge);
                }
            }
        }
        kept.addAll(planned);
        SharedPreferences.Editor editor = preferences(context).edit().putString(PLAN, Nudge.text(kept));
        if (planned.isEmpty()) { // erased or switched off: the journal has what is to be known later
            editor.remove(PUT_OFF).remove(SHOWN).remove(ANSWERED);
        }
        // On the disk before we say so: the process may end at any moment.
        editor.commit();
        arm(context);
        return kept.size();
    }

    private static synchronized Nudge takeDue(Context context, long now) {
        SharedPreferences preferences = preferences(context);
        Nudge newest = null;
        SharedPreferences.Editor editor = preferences.edit();
        for (String name : new String[] {PLAN, PUT_OFF}) {
            List<Nudge> ahead = new ArrayList<>();
            for (Nudge nudge : Nudge.all(preferences.getString(name, ""))) {
                if (at(nudge) > now) {
                    ahead.add(nudge);
                } else if (isDue(nudge, now) && (newest == null || at(nudge) >= at(newest))) {
                    newest = nudge;
                }
            }
            editor.putString(name, Nudge.text(ahead));
        }
        // Forgotten before it is shown: better one too few than the same one twice.
        editor.commit();
        arm(context);
        return newest;
    }

    private static synchronized void keep(Context context, String line, long now) {
        if (line == null || line.equals(preferences(context).getString(ANSWERED, null))) {
            return;
        }
        Nudge nudge = Nudge.read(line);
        Keeping keeping = Keeping.moment(context, "notification", nudge == null ? null : nudge.prompt(), now);
        if (keeping.id != null) {
            // Afterwards: cut short between the two, it is rather kept twice than never.
            preferences(context).edit().putString(ANSWERED, line).commit();
        }
        ReminderNotification.answer(context, keeping, line);
    }

    private static synchronized void putOff(Context context, Nudge nudge, long now) {
        if (nudge != null) {
            preferences(context).edit().putString(PUT_OFF, nudge.at(now + WAIT).line).commit();
            arm(context);
        }
        // It stands there until it will come again: the process may end at any moment.
        ReminderNotification.remove(context);
    }

    /** Have widgets on the home screen ask what the next reminder will. */
    static void tellWidgets(Context context) {
        context.sendBroadcast(new Intent(PLANNED).setClassName(context.getPackageName(), WIDGET));
    }

    /** Set the one alarm to the soonest of all, or take it back. One whose time has passed goes off at once. */
    private static void arm(Context context) {
        tellWidgets(context);
        List<Nudge> all = Nudge.all(pending(context));
        all.addAll(Nudge.all(preferences(context).getString(PUT_OFF, "")));
        AlarmManager alarms = (AlarmManager) context.getSystemService(Context.ALARM_SERVICE);
        PendingIntent fire = broadcast(context, new Intent(context, NudgeReceiver.class).setAction(FIRE));
        if (all.isEmpty()) {
            alarms.cancel(fire);
            return;
        }
        long soonest = Long.MAX_VALUE;
        for (Nudge nudge : all) {
            soonest = Math.min(soonest, at(nudge));
        }
        // Inexact: it needs no permission, and comes through while the phone dozes.
        alarms.setAndAllowWhileIdle(AlarmManager.RTC_WAKEUP, soonest, fire);
    }

    // The plan --------------------------------------------------------------------------------------------------------

    private static long at(Nudge nudge) {
        return nudge.instant(TimeZone.getDefault());
    }

    private static boolean isDue(Nudge nudge, long now) {
        return at(nudge) <= now && now - at(nudge) <= LATE;
    }

    /** Whether the old plan, from now on, begins as the new one does. */
    private static boolean goesOn(List<Nudge> before, List<Nudge> planned, long now) {
        Nudge old = soonestAfter(before, now);
        Nudge fresh = soonestAfter(planned, now);
        return old == null || (fresh != null && old.line.equals(fresh.line));
    }

    private static Nudge soonestAfter(List<Nudge> nudges, long now) {
        Nudge soonest = null;
        for (Nudge nudge : nudges) {
            if (at(nudge) > now && (soonest == null || at(nudge) < at(soonest))) {
                soonest = nudge;
            }
        }
        return soonest;
    }

    private static boolean holds(List<Nudge> nudges, Nudge wanted) {
        for (Nudge nudge : nudges) {
            if (nudge.line.equals(wanted.line)) {
                return true;
            }
        }
        return false;
    }

    private static boolean post(Context context, Nudge nudge, long now) {
        if (!ReminderNotification.show(context, nudge)) {
            return false;
        }
        preferences(context).edit().putLong(SHOWN, now).remove(ANSWERED).commit();
        return true;
    }

    // Android ---------------------------------------------------------------------------------------------------------

    static final int FLAGS = PendingIntent.FLAG_IMMUTABLE | PendingIntent.FLAG_UPDATE_CURRENT;

    static PendingIntent broadcast(Context context, Intent intent) {
        return PendingIntent.getBroadcast(context, 0, intent, FLAGS);
    }

    private static SharedPreferences preferences(Context context) {
        return context.getApplicationContext().getSharedPreferences(PREFERENCES, Context.MODE_PRIVATE);
    }
}
