package android.graphics;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;

public class Canvas {
    private final Graphics2D graphics;

    public Canvas(Bitmap bitmap) {
        graphics = bitmap.picture.createGraphics();
    }

    public void drawCircle(float x, float y, float radius, Paint paint) {
        fill(new Ellipse2D.Float(x - radius, y - radius, 2 * radius, 2 * radius), paint);
    }

    public void drawPath(Path path, Paint paint) {
        fill(path.shape, paint);
    }

    private void fill(Shape shape, Paint paint) {
        Object smooth = paint.smooth ? RenderingHints.VALUE_ANTIALIAS_ON : RenderingHints.VALUE_ANTIALIAS_OFF;
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, smooth);
        graphics.setColor(new Color(paint.color, true));
        graphics.fill(shape);
    }
}
