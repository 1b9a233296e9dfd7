package android.app;

import android.content.ComponentName;
import android.content.Context;
import android.os.Build;
import standin.Phone;

public class Activity extends Context {
    public Application getApplication() {
        return Application.INSTANCE;
    }

    public ComponentName getComponentName() {
        return new ComponentName(getPackageName(), getClass().getName());
    }

    public final void runOnUiThread(Runnable work) {
        work.run();
    }

    public final void requestPermissions(String[] permissions, int code) {
        if (Build.VERSION.SDK_INT >= 33 && Phone.refusals < 2) {
            Phone.asking = true;
            Phone.granted.remove(permissions[0]);
        }
    }

    /** Looked at again and again while the question stands; the person answers at the second look. */
    public boolean hasWindowFocus() {
        boolean covered = Phone.asking;
        if (covered && !Phone.reply.isEmpty()) {
            Phone.respond(Phone.reply.equals("yes"));
        }
        return !covered;
    }
}
