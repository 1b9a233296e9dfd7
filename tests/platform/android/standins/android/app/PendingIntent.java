package android.app;

import android.content.Context;
import android.content.Intent;
import android.os.Build;
import standin.Phone;

public final class PendingIntent {
    public static final int FLAG_MUTABLE = 1 << 25;
    public static final int FLAG_IMMUTABLE = 1 << 26;
    public static final int FLAG_UPDATE_CURRENT = 1 << 27;

    public final String kind;
    public final int code;
    public final int flags;
    public Intent intent;

    private PendingIntent(String kind, int code, Intent intent, int flags) {
        this.kind = kind;
        this.code = code;
        this.intent = intent;
        this.flags = flags;
    }

    public static PendingIntent getActivity(Context context, int code, Intent intent, int flags) {
        return get("activity", context, code, intent, flags);
    }

    public static PendingIntent getBroadcast(Context context, int code, Intent intent, int flags) {
        return get("broadcast", context, code, intent, flags);
    }

    private static PendingIntent get(String kind, Context context, int code, Intent intent, int flags) {
        boolean decided = (flags & (FLAG_IMMUTABLE | FLAG_MUTABLE)) != 0;
        if (context.getApplicationInfo().targetSdkVersion >= 31 && Build.VERSION.SDK_INT >= 31 && !decided) {
            throw new IllegalArgumentException(
                    context.getPackageName()
                            + ": Targeting S+ (version 31 and above) requires that one of FLAG_IMMUTABLE or FLAG_MUTABLE be"
                            + " specified when creating a PendingIntent.");
        }
        for (PendingIntent known : Phone.pending) {
            if (known.kind.equals(kind) && known.code == code && known.intent.filterEquals(intent)) {
                if ((flags & FLAG_UPDATE_CURRENT) != 0) {
                    known.intent = intent;
                }
                return known;
            }
        }
        PendingIntent made = new PendingIntent(kind, code, intent, flags);
        Phone.pending.add(made);
        return made;
    }
}
