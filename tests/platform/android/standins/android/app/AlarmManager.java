package android.app;

import standin.Phone;

public class AlarmManager {
    public static final int RTC_WAKEUP = 0;

    public void setAndAllowWhileIdle(int type, long at, PendingIntent operation) {
        if (type != RTC_WAKEUP) {
            throw new IllegalArgumentException("not the clock on the wall");
        }
        if (Phone.alarm != null && Phone.alarm != operation) {
            throw new IllegalStateException("a second alarm");
        }
        Phone.alarmAt = at;
        Phone.alarm = operation;
    }

    public void cancel(PendingIntent operation) {
        if (Phone.alarm == operation) {
            Phone.alarm = null;
            Phone.alarmAt = 0;
        }
    }
}
