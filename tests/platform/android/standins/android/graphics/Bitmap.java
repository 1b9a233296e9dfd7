package android.graphics;

import java.awt.image.BufferedImage;

/** A picture that can really be painted on and looked at. */
public final class Bitmap {
    public enum Config {
        ARGB_8888
    }

    public final BufferedImage picture;

    private Bitmap(int width, int height) {
        picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
    }

    public static Bitmap createBitmap(int width, int height, Config config) {
        return new Bitmap(width, height);
    }

    public int getPixel(int x, int y) {
        return picture.getRGB(x, y);
    }
}
