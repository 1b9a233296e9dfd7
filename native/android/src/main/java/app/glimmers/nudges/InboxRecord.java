package app.glimmers.nudges;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TimeZone;

/** A glimmer on its way into the journal, as docs/inbox-format.md has it: the moment of a tap, and what came with it. */
final class InboxRecord {
    /** The most characters that words may have (Unicode's, as Python counts them). */
    static final int MOST_WORDS = 100_000;

    private static final int MINUTE = 60_000;

    final String id;

    /** When it was, in milliseconds since 1970. */
    final long at;

    private final TimeZone zone;
    private final String from;
    private String note = "";
    private String prompt;
    private final List<String> photos = new ArrayList<>();

    private InboxRecord(String id, long at, TimeZone zone, String from) {
        this.id = id;
        this.at = at;
        this.zone = zone;
        this.from = from;
    }

    /** A glimmer of this moment, in milliseconds since 1970: `from` says what wrote it, "notification", "tile", "widget" or "share". */
    static InboxRecord of(String id, long at, TimeZone zone, String from) {
        return new InboxRecord(id, at, zone, from);
    }

    /** The words that came with it: what no journal can hold is left out of them, and what is too long of their end. */
    InboxRecord note(CharSequence words) {
        note = kept(words.toString());
        return this;
    }

    /** The id of the prompt that was shown; one that is none is left out. */
    InboxRecord prompt(String id) {
        prompt = id != null && id.matches("[a-z0-9][a-z0-9-]{0,63}") ? id : null;
        return this;
    }

    /** A photo lies beside the record; returns the name of its file. */
    String photo() {
        String name = id + "." + photos.size();
        photos.add(name);
        return name;
    }

    /** Whether there is anything in it but its moment. */
    boolean hasContent() {
        return !note.isEmpty() || !photos.isEmpty();
    }

    /** The record as JSON, in ASCII. */
    String json() {
        StringBuilder json = new StringBuilder("{\"v\": 1, \"id\": ").append(quoted(id));
        json.append(", \"at\": ").append(quoted(wallTime(at, zone)));
        json.append(", \"zone\": ").append(zoneName() == null ? "null" : quoted(zoneName()));
        if (!note.isEmpty()) {
            json.append(", \"note\": ").append(quoted(note));
        }
        if (!photos.isEmpty()) {
            List<String> names = new ArrayList<>();
            for (String name : photos) {
                names.add(quoted(name));
            }
            json.append(", \"photos\": ").append(names);
        }
        if (prompt != null) {
            json.append(", \"prompt\": ").append(quoted(prompt));
        }
        return json.append(", \"from\": ").append(quoted(from)).append("}").toString();
    }

    /** A UUIDv7 (RFC 9562, 5.7): milliseconds since 1970, then 74 random bits. */
    static String newId(long at, Random random) {
        byte[] drawn = new byte[10];
        random.nextBytes(drawn);
        StringBuilder digits = new StringBuilder(String.format(Locale.ROOT, "%012x", Math.max(0, at) & 0xffff_ffff_ffffL));
        drawn[0] = (byte) (0x70 | drawn[0] & 0x0f); // the version
        drawn[2] = (byte) (0x80 | drawn[2] & 0x3f); // the variant
        for (byte each : drawn) {
            digits.append(String.format(Locale.ROOT, "%02x", each & 0xff));
        }
        return digits.insert(20, '-').insert(16, '-').insert(12, '-').insert(8, '-').toString();
    }

    /** Whether this is an id as {@link #newId} makes them. */
    static boolean isId(String text) {
        return text != null && text.matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    }

    /** What a clock of the zone shows, with its offset: 2026-11-29T18:42:07.250+01:00. */
    private static String wallTime(long at, TimeZone zone) {
        int minutes = zone.getOffset(at) / MINUTE;
        Calendar wall = new GregorianCalendar(TimeZone.getTimeZone("UTC"), Locale.ROOT);
        wall.setTimeInMillis(at + (long) minutes * MINUTE);
        int away = Math.abs(minutes);
        return String.format(
                Locale.ROOT,
                "%04d-%02d-%02dT%02d:%02d:%02d.%03d%s%02d:%02d",
                wall.get(Calendar.YEAR),
                wall.get(Calendar.MONTH) + 1,
                wall.get(Calendar.DAY_OF_MONTH),
                wall.get(Calendar.HOUR_OF_DAY),
                wall.get(Calendar.MINUTE),
                wall.get(Calendar.SECOND),
                wall.get(Calendar.MILLISECOND),
                minutes < 0 ? "-" : "+",
                away / 60,
                away % 60);
    }

    /** The IANA name; null for a zone that is no more than an offset. */
    private String zoneName() {
        return Arrays.asList(TimeZone.getAvailableIDs()).contains(zone.getID()) ? zone.getID() : null;
    }

    private static String kept(String words) {
        StringBuilder kept = new StringBuilder();
        int count = 0;
        for (int place = 0; place < words.length() && count < MOST_WORDS; count++) {
            int character = words.codePointAt(place);
            place += Character.charCount(character);
            if (character >= 0xd800 && character <= 0xdfff) {
                character = 0xfffd; // half a character
            }
            if (character != 0) {
                kept.appendCodePoint(character);
            }
        }
        return kept.toString();
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char unit : text.toCharArray()) {
            boolean plain = unit >= 0x20 && unit < 0x7f && unit != '"' && unit != '\\';
            quoted.append(plain ? String.valueOf(unit) : String.format(Locale.ROOT, "\\u%04x", (int) unit));
        }
        return quoted.append('"').toString();
    }
}
