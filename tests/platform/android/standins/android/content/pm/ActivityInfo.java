package android.content.pm;

public class ActivityInfo {
    public int icon = 0;
}
