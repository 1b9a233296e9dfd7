package android.app;

import standin.Phone;

public class AlarmManager {
    public static final int RTC_WAKEUP = 0;

    public void setAndAllowWhileIdle(int type, long at, PendingIntent operation) {
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
