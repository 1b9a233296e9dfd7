package app.glimmers.nudges;

import android.content.Context;
import android.content.SharedPreferences;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TimeZone;

/**
 * The folder beside the journal where glimmers wait that were kept with the app closed. docs/inbox-format.md says what is
 * written, and why in this order; Glimmers takes it in the next time it opens the journal.
 */
public final class Inbox {
    private static final String PREFERENCES = "glimmers.inbox";
    private static final String JOURNAL = "journal";
    /** As ERASING_MARK in storage/vault.py: whatever lies beside it is deleted, at the latest when Glimmers is opened. */
    private static final String ERASING = "glimmers.erasing";

    private static final Random RANDOM = new SecureRandom();
    private static final int PIECE = 65_536;
    private static final byte[] SHARE = "\"from\": \"share\"}".getBytes(StandardCharsets.US_ASCII);

    /** The phone's own; tests put another in its place. */
    static Disk phone = new PhoneDisk();

    private final File folder;
    private final Disk disk;

    Inbox(File journal, Disk disk) {
        folder = new File(journal, "inbox");
        this.disk = disk;
    }

    /**
     * Python says in which folder the journal lies, each time it opens it. Where that is only Flet knows, and its versions
     * differ; so nothing can be kept here before Glimmers was opened once.
     */
    public static void tell(Context context, String journal) {
        preferences(context).edit().putString(JOURNAL, journal).commit();
        Reminders.tellWidgets(context); // one that says that Glimmers must be opened once says it no more
    }

    /** The inbox of the journal; null as long as nobody knows where that is, and where everything is being erased. */
    static Inbox of(Context context) {
        File journal = new File(preferences(context).getString(JOURNAL, ""));
        boolean stays = journal.isAbsolute() && journal.isDirectory() && !new File(journal, ERASING).exists();
        return stays ? new Inbox(journal, phone) : null;
    }

    /** The record of a glimmer of this instant, in milliseconds since 1970, where the phone is; `from` as for {@link InboxRecord}. */
    static InboxRecord record(long at, String from) {
        return InboxRecord.of(InboxRecord.newId(at, RANDOM), at, TimeZone.getDefault(), from);
    }

    /** How many records wait of what other apps have shared. */
    int shares() {
        String[] names = folder.list((in, name) -> name.endsWith(".json"));
        int shares = 0;
        for (String name : names == null ? new String[0] : names) {
            shares += isShare(new File(folder, name)) ? 1 : 0;
        }
        return shares;
    }

    /** As {@link InboxRecord#json} ends; here nobody else writes any. */
    private static boolean isShare(File file) {
        byte[] end = new byte[SHARE.length];
        try (RandomAccessFile record = new RandomAccessFile(file, "r")) {
            record.seek(Math.max(0, record.length() - end.length));
            record.readFully(end);
            return Arrays.equals(end, SHARE);
        } catch (IOException error) {
            return false;
        }
    }

    /** Bytes that an app can still write here. */
    long free() {
        return folder.getUsableSpace();
    }

    /** Begin to put a record in, photos first; nothing is kept before {@link Entry#keep} has returned. */
    Entry begin(InboxRecord record) throws IOException {
        if (disk.has(folder) && !disk.isFolder(folder)) {
            throw new IOException("no folder"); // a link, for instance, which leads somebody knows where
        }
        disk.makeFolder(folder);
        String[] there = folder.list();
        if (there == null || there.length == 0) {
            // It is new, or whoever has made it was cut short before this.
            disk.flush(folder.getParentFile());
        }
        return new Entry(record);
    }

    /** One record that is being put in. */
    final class Entry {
        private final InboxRecord record;

        /** What may be there of it by now, the record last. */
        private final List<File> files = new ArrayList<>();

        /** Photos that are whole, each with the name it will get: of whoever is killed while copying, nothing stays for good. */
        private final Map<File, File> photos = new LinkedHashMap<>();

        private Entry(InboxRecord record) {
            this.record = record;
        }

        /**
         * Copy a photo as it comes; how many bytes it has, or -1 where it cannot be read, has nothing in it or more than `most` bytes:
         * then nothing of it is there.
         *
         * @throws IOException the disk failed; {@link #abandon} takes away what is there.
         */
        long add(InputStream photo, long most) throws IOException {
            File half = half();
            long size = 0;
            try (Disk.Writing writing = disk.create(half)) {
                byte[] piece = new byte[PIECE];
                for (int count = read(photo, piece); count >= 0; count = read(photo, piece)) {
                    size += count;
                    if (size > most) {
                        break;
                    }
                    writing.write(piece, count);
                }
                if (size > 0 && size <= most) {
                    writing.flush();
                }
            } catch (UnreadableException unreadable) {
                size = 0;
            }
            if (size == 0 || size > most) {
                disk.delete(half);
                return -1;
            }
            photos.put(half, new File(folder, record.photo()));
            return size;
        }

        /**
         * Name the photos and write the record itself. When this returns it is kept, whatever happens to the phone.
         *
         * @throws IOException it is not kept; {@link #abandon} takes away what is there.
         */
        void keep() throws IOException {
            for (Map.Entry<File, File> photo : photos.entrySet()) {
                name(photo.getKey(), photo.getValue());
            }
            byte[] json = record.json().getBytes(StandardCharsets.US_ASCII);
            File half = half();
            try (Disk.Writing writing = disk.create(half)) {
                writing.write(json, json.length);
                writing.flush();
            }
            name(half, new File(folder, record.id + ".json"));
            disk.flush(folder);
        }

        /** Take away what was put in and is not to be kept, as far as that goes: the record first, then its photos. */
        void abandon() {
            for (int place = files.size() - 1; place >= 0; place--) {
                try {
                    disk.delete(files.get(place));
                } catch (IOException error) {
                    return; // a record that is there keeps its photos
                }
            }
        }

        private File half() {
            File half = new File(folder, String.format(Locale.ROOT, ".%s-%08x.half", record.id, RANDOM.nextInt()));
            files.add(half);
            return half;
        }

        /** Give a finished file its name, unless there is one of that name already. */
        private void name(File half, File whole) throws IOException {
            boolean linked = disk.link(half, whole);
            if (!linked && disk.has(whole)) { // nobody else draws the same id
                throw new IOException("that name is taken");
            }
            files.add(whole);
            if (linked) {
                disk.delete(half);
            } else {
                disk.rename(half, whole);
            }
        }

        private int read(InputStream photo, byte[] piece) throws UnreadableException {
            try {
                return photo.read(piece);
            } catch (IOException | RuntimeException error) { // another app's: whatever it throws
                throw new UnreadableException(error);
            }
        }
    }

    /** Where a photo comes from has failed, and not the disk. */
    private static final class UnreadableException extends IOException {
        private static final long serialVersionUID = 1;

        UnreadableException(Throwable cause) {
            super(cause);
        }
    }

    private static SharedPreferences preferences(Context context) {
        return context.getApplicationContext().getSharedPreferences(PREFERENCES, Context.MODE_PRIVATE);
    }
}
