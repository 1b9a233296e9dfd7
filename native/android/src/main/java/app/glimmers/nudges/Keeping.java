package app.glimmers.nudges;

import android.content.Context;
import android.content.Intent;
import android.net.Uri;
import android.text.format.DateFormat;
import android.util.Log;
import java.io.IOException;
import java.util.Date;

/** A moment that was kept with the app closed, or not: what a notification, a tile and a widget say of it. */
final class Keeping {
    private static final String LOG = "glimmers";
    private static final String APP = "glimmers://app";

    /** The glimmer's; null where it was not kept. */
    final String id;

    /** "Kept, 18:42", or "Not kept". */
    final String said;

    /** Why not, and what to do; empty where it was kept. */
    final String why;

    private Keeping(String id, String said, String why) {
        this.id = id;
        this.said = said;
        this.why = why;
    }

    private static Keeping refused(Context context, int why) {
        return new Keeping(null, context.getString(R.string.glimmers_not_kept), context.getString(why));
    }

    /**
     * Keep this moment below a prompt, by its id or null; when this returns and says "Kept", it is on the disk.
     *
     * @param now milliseconds since 1970.
     */
    static Keeping moment(Context context, String from, String prompt, long now) {
        Inbox inbox = Inbox.of(context);
        if (inbox == null) {
            return refused(context, R.string.glimmers_unopened);
        }
        InboxRecord record = Inbox.record(now, from).prompt(prompt);
        Inbox.Entry entry = null;
        try {
            entry = inbox.begin(record);
            entry.keep();
            return new Keeping(record.id, context.getString(R.string.glimmers_kept, time(context, now)), "");
        } catch (IOException error) {
            if (entry != null) {
                entry.abandon();
            }
            Log.w(LOG, "the inbox could not be written", error);
            return refused(context, error instanceof Disk.FullException ? R.string.glimmers_full : R.string.glimmers_unwritten);
        }
    }

    /** What opens the app where this can be gone on with: on its glimmer, or where one can be kept. */
    Intent open(Context context) {
        return open(context, id == null ? "/capture" : "/kept/" + id);
    }

    /** What opens the app at one of its addresses. */
    static Intent open(Context context, String address) {
        Intent open = new Intent(Intent.ACTION_VIEW, Uri.parse(APP + address));
        return open.setPackage(context.getPackageName())
                .addFlags(Intent.FLAG_ACTIVITY_NEW_TASK | Intent.FLAG_ACTIVITY_SINGLE_TOP);
    }

    private static String time(Context context, long now) {
        return DateFormat.getTimeFormat(context).format(new Date(now));
    }
}
