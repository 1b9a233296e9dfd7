package app.glimmers.nudges;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The files of this machine, each step written down; before any of them the phone may go off, and any of them may be refused. The
 * system's own calls, which the phone's disk is made of, are with tests/platform/android.
 */
final class PlainDisk implements Disk {
    /** The phone went off. */
    static final class Off extends Error {
        private static final long serialVersionUID = 1;
    }

    final List<String> done = new ArrayList<>();
    int offBefore = -1;
    int refused = -1;
    boolean full;

    private void step(String what) throws IOException {
        if (offBefore >= 0 && done.size() >= offBefore) {
            throw new Off();
        }
        done.add(what);
        if (done.size() - 1 == refused) {
            throw full ? new FullException(null) : new IOException("refused");
        }
    }

    @Override
    public boolean has(File path) {
        return Files.exists(path.toPath(), LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public boolean isFolder(File path) {
        return Files.isDirectory(path.toPath(), LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public void makeFolder(File folder) throws IOException {
        step("folder");
        if (!isFolder(folder)) {
            Files.createDirectory(folder.toPath(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }

    @Override
    public Writing create(File file) throws IOException {
        step("create");
        FileChannel channel =
                FileChannel.open(
                        file.toPath(),
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return new Writing() {
            @Override
            public void write(byte[] bytes, int count) throws IOException {
                step("write");
                channel.write(ByteBuffer.wrap(bytes, 0, count));
            }

            @Override
            public void flush() throws IOException {
                step("flush");
                channel.force(true);
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }

    @Override
    public boolean link(File file, File name) {
        return false; // as Android has it
    }

    @Override
    public void rename(File file, File name) throws IOException {
        step("name " + name.getName().replaceAll("^[0-9a-f-]{36}", "ID"));
        Files.move(file.toPath(), name.toPath(), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void delete(File file) throws IOException {
        step("delete");
        Files.deleteIfExists(file.toPath());
    }

    @Override
    public void flush(File folder) throws IOException {
        step("flush " + (folder.getName().equals("inbox") ? "inbox" : "journal"));
        Path path = folder.toPath();
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
