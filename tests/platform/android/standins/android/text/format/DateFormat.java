package android.text.format;

import android.content.Context;
import java.text.SimpleDateFormat;
import java.util.Locale;
import standin.Phone;

public final class DateFormat {
    private DateFormat() {}

    public static java.text.DateFormat getTimeFormat(Context context) {
        return new SimpleDateFormat(Phone.twelveHours ? "h:mm a" : "HH:mm", Locale.ENGLISH);
    }
}
