package android.content.pm;

public class ApplicationInfo {
    public int icon = 0x7f0d0000;
    public int uid = 10123;
    public int targetSdkVersion = standin.Phone.TARGET_SDK;
}
