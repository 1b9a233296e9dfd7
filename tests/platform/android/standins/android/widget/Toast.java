package android.widget;

import android.content.Context;
import android.os.Looper;
import standin.Phone;

public class Toast {
    public static final int LENGTH_LONG = 1;
    private final String text;

    private Toast(String text) {
        this.text = text;
    }

    public static Toast makeText(Context context, CharSequence text, int length) {
        if (Looper.myLooper() == null) {
            throw new RuntimeException("Can't toast on a thread that has not called Looper.prepare()");
        }
        return new Toast(text.toString());
    }

    public void show() {
        Phone.toasts.add(text);
    }
}
