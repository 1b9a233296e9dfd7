package android.os;

public final class Looper {
    private static final ThreadLocal<Looper> OF_THREAD = new ThreadLocal<>();

    public static Looper myLooper() {
        return OF_THREAD.get();
    }

    public static void prepare() {
        if (OF_THREAD.get() != null) {
            throw new RuntimeException("Only one Looper may be created per thread");
        }
        OF_THREAD.set(new Looper());
    }
}
