package android.app;

import android.content.Context;
import android.graphics.Bitmap;
import android.graphics.drawable.Icon;
import java.util.ArrayList;
import java.util.List;

public class Notification {
    public static final String CATEGORY_REMINDER = "reminder";

    public String title;
    public String text;
    public String ticker;
    public String bigText;
    public String channel;
    public int smallIconId;
    public Icon smallIcon;
    public boolean autoCancel;
    public boolean onlyAlertOnce;
    public PendingIntent content;
    public final List<Action> actions = new ArrayList<>();

    public abstract static class Style {
        CharSequence text;
    }

    public static class BigTextStyle extends Style {
        public BigTextStyle bigText(CharSequence to) {
            text = to;
            return this;
        }
    }

    public static class Action {
        public final String title;
        public final PendingIntent intent;

        Action(CharSequence title, PendingIntent intent) {
            this.title = title.toString();
            this.intent = intent;
        }

        public static final class Builder {
            private final Action made;

            public Builder(Icon icon, CharSequence title, PendingIntent intent) {
                made = new Action(title, intent);
            }

            public Action build() {
                return made;
            }
        }
    }

    public static class Builder {
        private final Notification made = new Notification();

        public Builder(Context context) {}

        public Builder(Context context, String channel) {
            made.channel = channel;
        }

        public Builder setContentTitle(CharSequence to) {
            made.title = to.toString();
            return this;
        }

        public Builder setContentText(CharSequence to) {
            made.text = to.toString();
            return this;
        }

        public Builder setTicker(CharSequence to) {
            made.ticker = to.toString();
            return this;
        }

        public Builder setSmallIcon(int id) {
            made.smallIconId = id;
            return this;
        }

        public Builder setSmallIcon(Icon to) {
            made.smallIcon = to;
            return this;
        }

        public Builder setLargeIcon(Bitmap to) {
            return this;
        }

        public Builder setColor(int to) {
            return this;
        }

        public Builder setStyle(Style to) {
            made.bigText = to.text.toString();
            return this;
        }

        public Builder setCategory(String to) {
            return this;
        }

        public Builder setAutoCancel(boolean to) {
            made.autoCancel = to;
            return this;
        }

        public Builder setOnlyAlertOnce(boolean to) {
            made.onlyAlertOnce = to;
            return this;
        }

        public Builder setContentIntent(PendingIntent to) {
            made.content = to;
            return this;
        }

        public Builder addAction(Action more) {
            made.actions.add(more);
            return this;
        }

        public Notification build() {
            return made;
        }
    }
}
