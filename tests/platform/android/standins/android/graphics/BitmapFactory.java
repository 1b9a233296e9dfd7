package android.graphics;

import android.content.res.Resources;

/** Decodes nothing: Plyer looks for a large picture here, which ours does not have. */
public class BitmapFactory {
    public static Bitmap decodeFile(String path) {
        return null;
    }

    public static Bitmap decodeResource(Resources resources, int id) {
        return null;
    }
}
