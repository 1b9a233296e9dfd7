package app.glimmers.nudges;

import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;

/** Hears the own alarm, "Later", a restart, an update, and a changed clock or zone. The app need not run. */
public final class NudgeReceiver extends BroadcastReceiver {
    @Override
    public void onReceive(Context context, Intent intent) {
        Reminders.hear(context, intent.getAction(), intent.getStringExtra(Reminders.LINE), System.currentTimeMillis());
    }
}
