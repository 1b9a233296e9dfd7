package android.system;

public final class OsConstants {
    public static final int EACCES = 13;
    public static final int EDQUOT = 122;
    public static final int EEXIST = 17;
    public static final int EIO = 5;
    public static final int ELOOP = 40;
    public static final int ENOENT = 2;
    public static final int ENOSPC = 28;
    public static final int O_CREAT = 0100;
    public static final int O_EXCL = 0200;
    public static final int O_NOFOLLOW = 0400000;
    public static final int O_RDONLY = 0;
    public static final int O_WRONLY = 1;

    private OsConstants() {}

    public static boolean S_ISDIR(int mode) {
        return (mode & 0170000) == 0040000;
    }
}
