package android.graphics;

public class Paint {
    int color = 0xff000000;
    final boolean smooth;

    public Paint(int flags) {
        smooth = (flags & 1) != 0;
    }

    public void setColor(int to) {
        color = to;
    }
}
