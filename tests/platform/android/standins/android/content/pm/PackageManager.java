package android.content.pm;

import android.content.ComponentName;

public class PackageManager {
    public ActivityInfo getActivityInfo(ComponentName component, int flags) {
        return new ActivityInfo();
    }

    public ApplicationInfo getApplicationInfo(String name, int flags) {
        return new ApplicationInfo();
    }
}
