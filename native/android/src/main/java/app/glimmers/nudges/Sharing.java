package app.glimmers.nudges;

import android.content.ClipData;
import android.content.ContentResolver;
import android.content.Context;
import android.content.Intent;
import android.content.pm.ProviderInfo;
import android.net.Uri;
import android.util.Log;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What another app shares, on its way into the inbox. Any app may send anything here: words are kept as words, nothing is read
 * but pictures that the other app lends, there is an end to how many and how large, and the app asks before it keeps them.
 */
final class Sharing {
    // As build/page/service_worker.js has them for a browser.
    static final int MOST_WAITING = 20;
    static final int MOST_PHOTOS = 30;
    static final long MOST_BYTES = 50_000_000;
    static final long MOST_BYTES_OF_ALL = 100_000_000;
    /** So much of the phone's room is left alone: a tap must find its place. */
    static final long LEFT_FREE = 200_000_000;

    private static final String LOG = "glimmers";

    private Sharing() {}

    /** Put it into the inbox; returns the address of the app that shows it, or says why it was not taken. */
    static String take(Context context, Intent intent, long now) {
        Inbox inbox = Inbox.of(context);
        if (inbox == null) {
            return refused("unopened");
        }
        if (inbox.shares() >= MOST_WAITING) {
            return refused("many");
        }
        InboxRecord record = Inbox.record(now, "share").note(words(intent));
        Inbox.Entry entry = null;
        try {
            entry = inbox.begin(record);
            int left = addPhotos(context, inbox, entry, photos(intent), intent.getType());
            if (!record.hasContent()) {
                entry.abandon();
                return left > 0 ? "/shared?left=" + left : refused("unread");
            }
            entry.keep();
            return "/shared?came=" + record.id + (left > 0 ? "&left=" + left : "");
        } catch (IOException error) {
            Log.w(LOG, "a share could not be written", error);
            if (entry != null) {
                entry.abandon();
            }
            return refused(error instanceof Disk.FullException ? "room" : "unwritten");
        }
    }

    private static String refused(String why) {
        return "/shared?refused=" + why;
    }

    /** How many were left out. */
    private static int addPhotos(Context context, Inbox inbox, Inbox.Entry entry, Set<Uri> offered, String type)
            throws IOException {
        long room = MOST_BYTES_OF_ALL;
        int added = 0;
        for (Uri photo : offered) {
            if (added == MOST_PHOTOS || room <= 0) {
                break;
            }
            if (inbox.free() < LEFT_FREE + MOST_BYTES) {
                throw new Disk.FullException(null);
            }
            InputStream lent = lent(context, photo, type);
            if (lent == null) {
                continue;
            }
            try {
                long size = entry.add(lent, Math.min(MOST_BYTES, room));
                if (size > 0) {
                    room -= size;
                    added++;
                }
            } finally {
                close(lent);
            }
        }
        return offered.size() - added;
    }

    /**
     * A picture that another app lends; null where it is none, or is ours: nobody may have us read what is our own. `said` is its
     * type as far as the other app has said it.
     */
    private static InputStream lent(Context context, Uri photo, String said) {
        try {
            if (!ContentResolver.SCHEME_CONTENT.equals(photo.getScheme()) || photo.getAuthority() == null) {
                return null;
            }
            // "10@authority" is the provider of another user of the phone.
            String authority = photo.getAuthority().substring(photo.getAuthority().lastIndexOf('@') + 1);
            ProviderInfo provider = context.getPackageManager().resolveContentProvider(authority, 0);
            if (provider != null && context.getPackageName().equals(provider.packageName)) {
                return null;
            }
            String told = context.getContentResolver().getType(photo);
            String type = told == null ? said : told;
            return type != null && type.startsWith("image/") ? context.getContentResolver().openInputStream(photo) : null;
        } catch (IOException | RuntimeException error) { // whatever the other app throws
            log("a shared photo could not be opened", error);
            return null;
        }
    }

    private static void close(InputStream lent) {
        try {
            lent.close();
        } catch (IOException | RuntimeException error) {
            log("a shared photo could not be closed", error);
        }
    }

    /** What another app throws may hold names of files: its kind is all that the log gets. */
    private static void log(String what, Exception error) {
        Log.w(LOG, what + ": " + error.getClass().getName());
    }

    /** A title and words, each line of them once. */
    private static String words(Intent intent) {
        List<String> given = new ArrayList<>();
        for (String name : new String[] {Intent.EXTRA_SUBJECT, Intent.EXTRA_TEXT}) {
            CharSequence said = said(intent, name);
            String words = said == null ? "" : said.toString().replace("\0", "").trim();
            if (!words.isEmpty()) {
                given.add(words);
            }
        }
        boolean repeats = given.size() == 2 && given.get(1).contains(given.get(0));
        StringBuilder words = new StringBuilder();
        for (String each : repeats ? given.subList(1, 2) : given) {
            words.append(words.length() == 0 ? "" : "\n").append(each);
        }
        return words.toString();
    }

    private static CharSequence said(Intent intent, String name) {
        try {
            return intent.getCharSequenceExtra(name);
        } catch (RuntimeException unreadable) { // extras that name classes which are not here
            return null;
        }
    }

    /** Where the photos are, each once, in their order. */
    @SuppressWarnings("deprecation") // the ways before Android 13
    private static Set<Uri> photos(Intent intent) {
        Set<Uri> found = new LinkedHashSet<>();
        try {
            if (Intent.ACTION_SEND_MULTIPLE.equals(intent.getAction())) {
                ArrayList<?> many = intent.getParcelableArrayListExtra(Intent.EXTRA_STREAM);
                add(found, many == null ? new ArrayList<>() : many);
            } else {
                Object one = intent.getParcelableExtra(Intent.EXTRA_STREAM);
                if (one instanceof Uri) {
                    found.add((Uri) one);
                }
            }
        } catch (RuntimeException unreadable) {
            log("what was shared cannot be read", unreadable);
        }
        ClipData clip = intent.getClipData();
        for (int place = 0; found.isEmpty() && clip != null && place < clip.getItemCount(); place++) {
            Uri uri = clip.getItemAt(place).getUri();
            if (uri != null) {
                found.add(uri);
            }
        }
        return found;
    }

    private static void add(Set<Uri> found, List<?> many) {
        for (Object each : many) {
            if (each instanceof Uri) { // another app may put anything into its list
                found.add((Uri) each);
            }
        }
    }
}
