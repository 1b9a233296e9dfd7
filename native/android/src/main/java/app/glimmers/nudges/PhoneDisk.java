package app.glimmers.nudges;

import android.system.ErrnoException;
import android.system.Os;
import android.system.OsConstants;
import java.io.File;
import java.io.FileDescriptor;
import java.io.IOException;

/** The phone's own: the system's calls, since Java's classes for files of this Android cannot flush a folder. */
final class PhoneDisk implements Disk {
    private static final int OWNER_ALL = 0700;
    private static final int OWNER_FILE = 0600;
    private static final int OTHERS = 0077;

    @Override
    public boolean has(File path) {
        try {
            Os.lstat(path.getPath());
            return true;
        } catch (ErrnoException error) {
            return error.errno != OsConstants.ENOENT;
        }
    }

    @Override
    public boolean isFolder(File path) {
        try {
            return OsConstants.S_ISDIR(Os.lstat(path.getPath()).st_mode);
        } catch (ErrnoException error) {
            return false;
        }
    }

    @Override
    public void makeFolder(File folder) throws IOException {
        try {
            Os.mkdir(folder.getPath(), OWNER_ALL);
        } catch (ErrnoException error) {
            if (error.errno != OsConstants.EEXIST || !isFolder(folder)) {
                throw refused(error);
            }
        }
        try {
            if ((Os.lstat(folder.getPath()).st_mode & OTHERS) != 0) {
                Os.chmod(folder.getPath(), OWNER_ALL);
            }
        } catch (ErrnoException error) {
            throw refused(error);
        }
    }

    @Override
    public Writing create(File file) throws IOException {
        int flags = OsConstants.O_CREAT | OsConstants.O_EXCL | OsConstants.O_WRONLY | OsConstants.O_NOFOLLOW;
        try {
            return new Written(Os.open(file.getPath(), flags, OWNER_FILE));
        } catch (ErrnoException error) {
            throw refused(error);
        }
    }

    @Override
    public boolean link(File file, File name) throws IOException {
        try {
            Os.link(file.getPath(), name.getPath());
            return true;
        } catch (ErrnoException error) {
            if (error.errno == OsConstants.EEXIST) {
                throw refused(error);
            }
            return false;
        }
    }

    @Override
    public void rename(File file, File name) throws IOException {
        try {
            Os.rename(file.getPath(), name.getPath());
        } catch (ErrnoException error) {
            throw refused(error);
        }
    }

    @Override
    public void delete(File file) throws IOException {
        try {
            Os.remove(file.getPath());
        } catch (ErrnoException error) {
            if (error.errno != OsConstants.ENOENT) {
                throw refused(error);
            }
        }
    }

    @Override
    public void flush(File folder) throws IOException {
        try {
            FileDescriptor opened = Os.open(folder.getPath(), OsConstants.O_RDONLY | OsConstants.O_NOFOLLOW, 0);
            try {
                Os.fsync(opened);
            } finally {
                Os.close(opened);
            }
        } catch (ErrnoException error) {
            throw refused(error);
        }
    }

    private static IOException refused(ErrnoException error) {
        boolean full = error.errno == OsConstants.ENOSPC || error.errno == OsConstants.EDQUOT;
        return full ? new FullException(error) : new IOException(error);
    }

    private static final class Written implements Writing {
        private final FileDescriptor file;

        Written(FileDescriptor file) {
            this.file = file;
        }

        @Override
        public void write(byte[] bytes, int count) throws IOException {
            try {
                for (int written = 0; written < count; ) {
                    int more = Os.write(file, bytes, written, count - written);
                    if (more <= 0) {
                        throw new IOException("nothing was written");
                    }
                    written += more;
                }
            } catch (ErrnoException error) {
                throw refused(error);
            }
        }

        @Override
        public void flush() throws IOException {
            try {
                Os.fsync(file);
            } catch (ErrnoException error) {
                throw refused(error);
            }
        }

        @Override
        public void close() throws IOException {
            try {
                Os.close(file);
            } catch (ErrnoException error) {
                throw refused(error);
            }
        }
    }
}
