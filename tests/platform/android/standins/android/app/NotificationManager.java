package android.app;

import android.os.Build;
import android.service.notification.StatusBarNotification;
import java.util.Objects;
import standin.Phone;

public class NotificationManager {
    public static final int IMPORTANCE_NONE = 0;
    public static final int IMPORTANCE_DEFAULT = 3;

    public boolean areNotificationsEnabled() {
        boolean permitted = Build.VERSION.SDK_INT < 33 || Phone.granted.contains("android.permission.POST_NOTIFICATIONS");
        return permitted && Phone.notificationsOn;
    }

    /** What the person changed about a channel stays; its name does not. */
    public void createNotificationChannel(NotificationChannel channel) {
        NotificationChannel known = Phone.channels.putIfAbsent(channel.id, channel);
        if (known != null) {
            known.name = channel.name;
        }
    }

    public NotificationChannel getNotificationChannel(String id) {
        return Phone.channels.get(id);
    }

    public void notify(int id, Notification notification) {
        notify(null, id, notification);
    }

    /** Returns as if nothing were wrong where the person allows no notification, as Android's own does. */
    public void notify(String tag, int id, Notification notification) {
        if (notification.smallIcon == null && notification.smallIconId == 0) {
            throw new IllegalArgumentException("Invalid notification (no valid small icon)");
        }
        NotificationChannel channel = Phone.channels.get(notification.channel);
        boolean heard = Build.VERSION.SDK_INT < 26 || channel != null && channel.importance != IMPORTANCE_NONE;
        if (!areNotificationsEnabled() || !heard || Phone.swallows) {
            return;
        }
        StatusBarNotification shown = new StatusBarNotification(tag, id, notification);
        cancel(tag, id);
        Phone.shade.add(shown);
        Phone.posted.add(shown);
    }

    public void cancel(String tag, int id) {
        Phone.shade.removeIf(shown -> shown.getId() == id && Objects.equals(shown.getTag(), tag));
    }

    public StatusBarNotification[] getActiveNotifications() {
        return Phone.shade.toArray(new StatusBarNotification[0]);
    }
}
