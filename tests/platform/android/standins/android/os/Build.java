package android.os;

public class Build {
    public static final String MANUFACTURER = "samsung";
    public static final String BRAND = "samsung";

    public static class VERSION {
        public static final int SDK_INT = Integer.getInteger("standin.sdk");
    }
}
