package android.app;

public final class NotificationChannel {
    public final String id;
    public String name;
    public int importance;

    public NotificationChannel(String id, CharSequence name, int importance) {
        this.id = id;
        this.name = name.toString();
        this.importance = importance;
    }

    public void setDescription(String to) {}

    public void setShowBadge(boolean to) {}

    public int getImportance() {
        return importance;
    }
}
