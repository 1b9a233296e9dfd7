package app.glimmers.nudges;

import java.io.File;
import java.io.IOException;

/** What the inbox does to files. Each call is a step between which the phone may go off; no link is followed. */
interface Disk {
    /** Whether anything has this name, a link that leads nowhere too. */
    boolean has(File path);

    /** Whether this is a folder by itself, and no link to one. */
    boolean isFolder(File path);

    /** Make a folder that its owner alone can look into; one that is there becomes such a one. */
    void makeFolder(File folder) throws IOException;

    /** Make a file that its owner alone can read. Fails where anything has its name. */
    Writing create(File file) throws IOException;

    /**
     * Give a file a second name; false where this disk, or this system, has no such thing (Android allows no app to do it).
     * Fails where anything has that name.
     */
    boolean link(File file, File name) throws IOException;

    /** Give a file another name; whatever has that name is replaced. */
    void rename(File file, File name) throws IOException;

    /** Take a name away; one that is not there is as good as taken away. */
    void delete(File file) throws IOException;

    /** When this returns, the names in a folder would survive a power cut. */
    void flush(File folder) throws IOException;

    /** A file that is being written. Closed without {@link #flush} it may be lost. */
    interface Writing extends AutoCloseable {
        void write(byte[] bytes, int count) throws IOException;

        /** When this returns, what was written would survive a power cut. */
        void flush() throws IOException;

        @Override
        void close() throws IOException;
    }

    /** The disk has no room for more. */
    final class FullException extends IOException {
        private static final long serialVersionUID = 1;

        FullException(Throwable cause) {
            super(cause);
        }
    }
}
