package standin;

import android.system.ErrnoException;
import java.util.ArrayList;
import java.util.List;

/** What was done to files, in its order; and where the phone goes off, or the disk fails. */
public final class Steps {
    public static final List<String> done = new ArrayList<>();
    /** Before which step the phone goes off, counted from 0; from then on nothing is done. -1: never. */
    public static int offBefore;
    /** Which step the disk refuses, and with which number. */
    public static int refused;
    public static int errno;
    /** Whether every step from there on is refused. */
    public static boolean forGood;
    /** Whether an app may make hard links here. */
    public static boolean links;

    private Steps() {}

    /** The phone went off. */
    public static final class Off extends Error {
        private static final long serialVersionUID = 1;
    }

    public static void reset() {
        done.clear();
        offBefore = refused = -1;
        errno = 0;
        forGood = links = false;
    }

    public static void alive() {
        if (offBefore >= 0 && done.size() >= offBefore) {
            throw new Off();
        }
    }

    public static void step(String what) throws ErrnoException {
        alive();
        boolean refuses = refused >= 0 && (forGood ? done.size() >= refused : done.size() == refused);
        done.add(what);
        if (refuses) {
            throw new ErrnoException(what, errno);
        }
    }

    /** A name without what is drawn at random in it. */
    public static String name(String file) {
        String id = "[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";
        return file.replaceAll("^\\." + id + "-[0-9a-f]{8}\\.half$", "half").replaceAll("^" + id, "ID");
    }
}
