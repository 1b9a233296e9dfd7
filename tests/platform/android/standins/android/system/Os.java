package android.system;

import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import standin.Steps;

/** The system's calls, on the files of this machine; each that changes something is a step that `Steps` writes down. */
public final class Os {
    private static final Map<FileDescriptor, FileChannel> open = new HashMap<>();
    private static final Map<FileDescriptor, Path> names = new HashMap<>();

    private Os() {}

    public static StructStat lstat(String path) throws ErrnoException {
        Steps.alive();
        return tried("lstat", () -> {
            int mode = (Integer) Files.getAttribute(Paths.get(path), "unix:mode", LinkOption.NOFOLLOW_LINKS);
            return new StructStat(mode);
        });
    }

    public static void mkdir(String path, int mode) throws ErrnoException {
        Steps.step("mkdir " + name(path));
        tried("mkdir", () -> Files.createDirectory(Paths.get(path), PosixFilePermissions.asFileAttribute(permissions(mode))));
    }

    public static void chmod(String path, int mode) throws ErrnoException {
        Steps.step("chmod " + name(path));
        tried("chmod", () -> Files.setPosixFilePermissions(Paths.get(path), permissions(mode)));
    }

    public static FileDescriptor open(String path, int flags, int mode) throws ErrnoException {
        boolean makes = (flags & OsConstants.O_CREAT) != 0;
        if (makes) {
            Steps.step("make " + name(path));
        }
        return tried("open", () -> {
            Set<OpenOption> how = new HashSet<>();
            if ((flags & OsConstants.O_NOFOLLOW) != 0) {
                how.add(LinkOption.NOFOLLOW_LINKS);
            }
            how.add((flags & OsConstants.O_WRONLY) != 0 ? StandardOpenOption.WRITE : StandardOpenOption.READ);
            if (makes) {
                how.add((flags & OsConstants.O_EXCL) != 0 ? StandardOpenOption.CREATE_NEW : StandardOpenOption.CREATE);
            }
            Path file = Paths.get(path);
            FileChannel channel =
                    makes
                            ? FileChannel.open(file, how, PosixFilePermissions.asFileAttribute(permissions(mode)))
                            : FileChannel.open(file, how);
            FileDescriptor descriptor = new FileDescriptor();
            open.put(descriptor, channel);
            names.put(descriptor, file);
            return descriptor;
        });
    }

    public static int write(FileDescriptor file, byte[] bytes, int from, int count) throws ErrnoException {
        Steps.step("write");
        // Less than was asked for, as the system may.
        return tried("write", () -> open.get(file).write(ByteBuffer.wrap(bytes, from, Math.min(count, 40_000))));
    }

    public static void fsync(FileDescriptor file) throws ErrnoException {
        Steps.step("fsync " + name(names.get(file).toString()));
        tried("fsync", () -> {
            open.get(file).force(true);
            return null;
        });
    }

    public static void close(FileDescriptor file) throws ErrnoException {
        names.remove(file);
        FileChannel channel = open.remove(file);
        tried("close", () -> {
            channel.close();
            return null;
        });
    }

    public static void link(String path, String name) throws ErrnoException {
        if (!Steps.links) {
            throw new ErrnoException("link", OsConstants.EACCES); // as Android's rules for apps have it
        }
        Steps.step("link " + name(name));
        tried("link", () -> Files.createLink(Paths.get(name), Paths.get(path)));
    }

    public static void rename(String path, String name) throws ErrnoException {
        Steps.step("rename " + name(name));
        tried("rename", () -> Files.move(Paths.get(path), Paths.get(name), StandardCopyOption.ATOMIC_MOVE));
    }

    public static void remove(String path) throws ErrnoException {
        Steps.step("remove " + name(path));
        tried("remove", () -> {
            Files.delete(Paths.get(path));
            return null;
        });
    }

    public static int openFiles() {
        return open.size();
    }

    private static String name(String path) {
        return Steps.name(Paths.get(path).getFileName().toString());
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> found = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] all = PosixFilePermission.values(); // OWNER_READ first, OTHERS_EXECUTE last
        for (int bit = 0; bit < all.length; bit++) {
            if ((mode >> (8 - bit) & 1) != 0) {
                found.add(all[bit]);
            }
        }
        return found;
    }

    private interface Call<T> {
        T run() throws IOException;
    }

    private static <T> T tried(String function, Call<T> call) throws ErrnoException {
        try {
            return call.run();
        } catch (FileAlreadyExistsException error) {
            throw new ErrnoException(function, OsConstants.EEXIST);
        } catch (NoSuchFileException error) {
            throw new ErrnoException(function, OsConstants.ENOENT);
        } catch (FileSystemException error) {
            throw new ErrnoException(function, OsConstants.ELOOP);
        } catch (IOException error) {
            throw new ErrnoException(function, OsConstants.EIO);
        }
    }
}
