package app.glimmers.nudges;

import java.util.ArrayList;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.TimeZone;

/**
 * One reminder, as a line of text: when, title, body and link, parted by tabs.
 *
 * <p>When is wall time, "2027-03-28 15:40", so that a journey or a clock change moves the reminder with the person; or "@" and
 * milliseconds since 1970 for one that was put off. Everything is plain ASCII, since the preferences it lies in are XML, which
 * has no room for some characters: all others are written as their UTF-16 units, a backslash, "u" and four hex digits.
 */
final class Nudge {
    private static final long MINUTE = 60_000L;
    private static final long DAY = 24 * 60 * MINUTE;

    final String line;
    final String title;
    final String body;
    final String link;

    /** Milliseconds since 1970, or those the wall time would have in UTC. */
    private final long when;

    private final boolean wall;

    private Nudge(String line, String[] fields) {
        this.line = line;
        this.wall = !fields[0].startsWith("@");
        this.when = wall ? wallTime(fields[0]) : Long.parseLong(fields[0].substring(1));
        this.title = unescaped(fields[1]);
        this.body = unescaped(fields[2]);
        this.link = unescaped(fields[3]);
    }

    /** All of a text with one reminder a line; a damaged line is left out. */
    static List<Nudge> all(String lines) {
        List<Nudge> found = new ArrayList<>();
        for (String line : lines.split("\n")) {
            Nudge nudge = read(line);
            if (nudge != null) {
                found.add(nudge);
            }
        }
        return found;
    }

    /** One line; null if it is damaged. */
    static Nudge read(String line) {
        String[] fields = line == null ? new String[0] : line.split("\t", -1);
        if (fields.length != 4 || !line.matches("[\\t\\x20-\\x7e]*")) {
            return null;
        }
        try {
            return new Nudge(line, fields);
        } catch (IllegalArgumentException | IndexOutOfBoundsException damaged) {
            return null;
        }
    }

    static String text(List<Nudge> nudges) {
        StringBuilder text = new StringBuilder();
        for (Nudge nudge : nudges) {
            text.append(nudge.line).append('\n');
        }
        return text.toString();
    }

    /** The same again at this instant. */
    Nudge at(long instant) {
        return read("@" + instant + line.substring(line.indexOf('\t')));
    }

    /**
     * When that is in a zone, in milliseconds since 1970. Of an hour that comes twice the first is meant; a time that is skipped
     * moves forward by as much as the clock does. A Calendar of the zone would take the second of the two.
     */
    long instant(TimeZone zone) {
        if (!wall) {
            return when;
        }
        int before = zone.getOffset(when - DAY);
        int after = zone.getOffset(when + DAY);
        boolean late = zone.getOffset(when - before) != before && zone.getOffset(when - after) == after;
        return when - (late ? after : before);
    }

    /** The id of the prompt that its link names; null where it names none. */
    String prompt() {
        String[] parts = link.split("[?&]prompt=", 2);
        return parts.length < 2 ? null : parts[1].split("&", 2)[0];
    }

    private static long wallTime(String text) {
        if (!text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}")) {
            throw new IllegalArgumentException("no wall time");
        }
        GregorianCalendar calendar = new GregorianCalendar(TimeZone.getTimeZone("UTC"));
        calendar.clear();
        calendar.setLenient(false);
        calendar.set(number(text, 0, 4), number(text, 5, 7) - 1, number(text, 8, 10), number(text, 11, 13), number(text, 14, 16));
        return calendar.getTimeInMillis();
    }

    private static int number(String text, int start, int end) {
        return Integer.parseInt(text.substring(start, end));
    }

    private static String unescaped(String text) {
        StringBuilder plain = new StringBuilder();
        for (int at = 0; at < text.length(); at++) {
            char unit = text.charAt(at);
            if (unit == '\\') {
                if (text.charAt(at + 1) != 'u') {
                    throw new IllegalArgumentException("no such escape");
                }
                unit = (char) Integer.parseInt(text.substring(at + 2, at + 6), 16);
                at += 5;
            }
            plain.append(unit);
        }
        return plain.toString();
    }
}
