package android.graphics.drawable;

import android.content.Context;
import android.graphics.Bitmap;

public final class Icon {
    public final Bitmap bitmap;
    public final int resource;

    private Icon(Bitmap bitmap, int resource) {
        this.bitmap = bitmap;
        this.resource = resource;
    }

    public static Icon createWithBitmap(Bitmap bitmap) {
        return new Icon(bitmap, 0);
    }

    public static Icon createWithResource(Context context, int resource) {
        if (resource == 0) {
            throw new IllegalArgumentException("no such resource");
        }
        return new Icon(null, resource);
    }
}
