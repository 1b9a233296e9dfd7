package android.content;

public final class ComponentName {
    private final String className;

    public ComponentName(String packageName, String className) {
        this.className = className;
    }

    public String getClassName() {
        return className;
    }
}
