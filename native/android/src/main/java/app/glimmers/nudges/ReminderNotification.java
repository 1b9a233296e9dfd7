package app.glimmers.nudges;

import android.app.Notification;
import android.app.NotificationChannel;
import android.app.NotificationManager;
import android.app.PendingIntent;
import android.content.Context;
import android.content.Intent;
import android.graphics.drawable.Icon;
import android.net.Uri;
import android.os.Build;

/** The notification of a reminder: its text, icon, colour, channel, where a tap leads, and its buttons "Keep" and "Later". */
final class ReminderNotification {
    private static final String CHANNEL = "glimmers.nudges";
    /** Every reminder has this tag and number: a new one takes the place of one that was not answered, so none pile up. */
    private static final String TAG = "glimmers.nudge";
    private static final int ID = 1;
    private static final int HONEY = 0xFFF2B84B;

    private ReminderNotification() {}

    /** Whether it may be shown: notifications as a whole, and our channel of them. */
    static boolean allowed(Context context) {
        NotificationManager manager = manager(context);
        if (!manager.areNotificationsEnabled()) {
            return false;
        }
        if (Build.VERSION.SDK_INT < 26) {
            return true;
        }
        NotificationChannel channel = manager.getNotificationChannel(CHANNEL);
        return channel == null || channel.getImportance() != NotificationManager.IMPORTANCE_NONE;
    }

    /** Show this reminder in place of the last one; false when the person does not allow it. */
    static boolean show(Context context, Nudge nudge) {
        if (!allowed(context)) {
            return false;
        }
        manager(context).notify(TAG, ID, notification(context, nudge));
        return true;
    }

    /** Say what became of "Keep" in the place of the reminder; `line` is that of the reminder, so that it can be tried again. */
    static void answer(Context context, Keeping keeping, String line) {
        Icon icon = Icon.createWithResource(context, R.drawable.glimmers_nudge);
        PendingIntent open = PendingIntent.getActivity(context, 0, keeping.open(context), Reminders.FLAGS);
        boolean kept = keeping.id != null;
        String word = context.getString(kept ? R.string.glimmers_add_words : R.string.glimmers_keep);
        PendingIntent goOn = kept ? open : Reminders.broadcast(context, keep(context, line));
        Notification said =
                builder(context)
                        .setSmallIcon(icon)
                        .setColor(HONEY)
                        .setContentTitle(keeping.said)
                        .setContentText(keeping.why)
                        .setStyle(new Notification.BigTextStyle().bigText(keeping.why))
                        .setCategory(Notification.CATEGORY_REMINDER)
                        .setAutoCancel(true)
                        .setOnlyAlertOnce(true)
                        .setContentIntent(open)
                        .addAction(new Notification.Action.Builder(icon, word, goOn).build())
                        .build();
        manager(context).notify(TAG, ID, said);
    }

    private static Intent keep(Context context, String line) {
        return new Intent(context, NudgeReceiver.class).setAction(Reminders.KEEP).putExtra(Reminders.LINE, line);
    }

    /** Take away the one that is shown, if any. */
    static void remove(Context context) {
        manager(context).cancel(TAG, ID);
    }

    private static Notification notification(Context context, Nudge nudge) {
        Intent open = new Intent(Intent.ACTION_VIEW, Uri.parse(nudge.link));
        open.setPackage(context.getPackageName()).addFlags(Intent.FLAG_ACTIVITY_NEW_TASK | Intent.FLAG_ACTIVITY_SINGLE_TOP);
        Intent later = new Intent(context, NudgeReceiver.class).setAction(Reminders.LATER).putExtra(Reminders.LINE, nudge.line);
        Icon icon = Icon.createWithResource(context, R.drawable.glimmers_nudge);
        String keep = context.getString(R.string.glimmers_keep);
        String word = context.getString(R.string.glimmers_nudges_later);
        return builder(context)
                .setSmallIcon(icon)
                .setColor(HONEY)
                .setContentTitle(nudge.title)
                .setContentText(nudge.body)
                .setStyle(new Notification.BigTextStyle().bigText(nudge.body))
                .setCategory(Notification.CATEGORY_REMINDER)
                .setAutoCancel(true)
                .setContentIntent(PendingIntent.getActivity(context, 0, open, Reminders.FLAGS))
                .addAction(new Notification.Action.Builder(icon, keep, Reminders.broadcast(context, keep(context, nudge.line))).build())
                .addAction(new Notification.Action.Builder(icon, word, Reminders.broadcast(context, later)).build())
                .build();
    }

    @SuppressWarnings("deprecation") // the constructor of Android 7
    private static Notification.Builder builder(Context context) {
        if (Build.VERSION.SDK_INT < 26) {
            return new Notification.Builder(context);
        }
        String name = context.getString(R.string.glimmers_nudges_channel);
        NotificationChannel channel = new NotificationChannel(CHANNEL, name, NotificationManager.IMPORTANCE_DEFAULT);
        channel.setDescription(context.getString(R.string.glimmers_nudges_about));
        channel.setShowBadge(false);
        // Made again each time: what the person has changed about it stays.
        manager(context).createNotificationChannel(channel);
        return new Notification.Builder(context, CHANNEL);
    }

    private static NotificationManager manager(Context context) {
        return (NotificationManager) context.getSystemService(Context.NOTIFICATION_SERVICE);
    }
}
