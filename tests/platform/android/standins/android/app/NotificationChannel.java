package android.app;

public final class NotificationChannel {
    public final String id;
    public String name;
    public int importance;
    public String description;
    public boolean badge = true;

    public NotificationChannel(String id, CharSequence name, int importance) {
        this.id = id;
        this.name = name.toString();
        this.importance = importance;
    }

    public void setDescription(String to) {
        description = to;
    }

    public void setShowBadge(boolean to) {
        badge = to;
    }

    public int getImportance() {
        return importance;
    }
}
